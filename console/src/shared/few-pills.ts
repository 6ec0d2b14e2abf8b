/** Of an input that shows what is chosen as pills: two rows of them, and a scroll for more, so that they push nothing away. */
export const fewPills = { input: { maxHeight: '4.5rem', overflowY: 'auto' } } as const;
