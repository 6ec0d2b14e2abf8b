/** More than two axes on each side leave no room for the plot. */
export const mostAxes = 4;
