import { Button, NumberInput, Select, Slider, Stack, Switch, Text, TextInput } from '@mantine/core';
import { readableOn, readRgb } from '../../../charts/contrast.ts';
import { formatShortNumber } from '../../../shared/format.ts';
import { Markdown } from '../../../shared/markdown.tsx';
import type { Control } from '../shown-lists.ts';

export type ControlValue = string | number | boolean;

export interface ControlProps {
  readonly control: Control;
  readonly value: ControlValue | undefined;
  /** Whether it can be used now. */
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly onChange: (value: ControlValue) => void;
  readonly onPress: () => void;
}

/** One control of an input block. */
export function ControlView(props: ControlProps) {
  const { control, value, isOpen, isPending, onChange, onPress } = props;
  const { type, label = '', color, text = '' } = control;
  const name = label || type;
  if (type === 'help') return <Markdown text={text || label} />;
  if (type === 'button') {
    const ink = readableOn(color);
    return (
      <Button
        fullWidth
        loading={isPending}
        disabled={!isOpen}
        onClick={(event) => {
          // A key that is held down is one press.
          if (event.detail >= 0) onPress();
        }}
        onKeyDown={(event) => {
          if (event.repeat) event.preventDefault();
        }}
        {...(isOpen && readRgb(color) ? { style: { background: color, color: ink } } : {})}
      >
        <span className="foreign">{name}</span>
      </Button>
    );
  }
  return (
    <Stack gap={2}>
      <ControlInput control={control} value={value} isOpen={isOpen} onChange={onChange} name={name} />
      {control.problem === undefined ? null : (
        <Text size="xs" c="red" className="foreign">
          {control.problem}
        </Text>
      )}
    </Stack>
  );
}

function ControlInput(props: Pick<ControlProps, 'control' | 'value' | 'isOpen' | 'onChange'> & { name: string }) {
  const { control, value, isOpen, onChange, name } = props;
  const { type, min = 0, max = 100, step = 1, options = [] } = control;
  if (type === 'toggle') {
    return (
      <Switch
        label={<span className="foreign">{name}</span>}
        checked={value === true || value === 'true' || value === 1}
        disabled={!isOpen}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    );
  }
  if (type === 'range') {
    const number = Number(value ?? min);
    const isWide = (max - min) / step > 1_000;
    return (
      <>
        <Text size="sm" className="foreign">
          {name}: <b className="number">{formatShortNumber(number)}</b>
        </Text>
        {isWide ? (
          <NumberInput
            aria-label={name}
            size="xs"
            {...{ min, max, step }}
            value={number}
            disabled={!isOpen}
            onChange={(next) => onChange(Number(next))}
          />
        ) : (
          <Slider
            thumbLabel={name}
            label={null}
            {...{ min, max, step }}
            value={number}
            disabled={!isOpen}
            onChange={onChange}
          />
        )}
      </>
    );
  }
  if (type === 'select') {
    const known = options.map((option) => ({
      value: String(option.value),
      label: option.label || String(option.value),
    }));
    const own = value === undefined ? undefined : String(value);
    const all =
      own === undefined || own === '' || known.some((each) => each.value === own)
        ? known
        : [...known, { value: own, label: own }];
    return (
      <Select
        label={name}
        size="xs"
        data={all}
        value={own ?? null}
        allowDeselect={false}
        disabled={!isOpen}
        onChange={(next) => onChange(next ?? '')}
      />
    );
  }
  return (
    <TextInput
      label={name}
      size="xs"
      value={value === undefined ? '' : String(value)}
      disabled={!isOpen}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
