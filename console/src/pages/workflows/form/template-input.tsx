import { Combobox, Textarea, useCombobox } from '@mantine/core';
import { useRef, useState } from 'react';
import { t } from '../../../words/words.ts';

interface Props {
  readonly label: string;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  readonly placeholder?: string | undefined;
  readonly value: string;
  /** Paths that may be completed: those of the payload that was seen last. */
  readonly paths: readonly string[];
  /** The field is a path itself, rather than a text with `{{paths}}` in it. */
  readonly isPath?: boolean;
  readonly minRows?: number;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

/** Beyond this a list is typed into, not looked through. */
const mostShown = 12;

/** A text with paths of the payload in it; what has been begun is completed from the payload that was seen last. */
export function TemplateInput(props: Props) {
  const {
    label,
    description,
    error,
    required,
    placeholder,
    value,
    paths,
    isPath = false,
    minRows = 1,
    onChange,
  } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [begun, setBegun] = useState<{ readonly text: string; readonly from: number; readonly to: number }>();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const offered = begun === undefined ? [] : match(paths, begun.text);
  const look = () => {
    const input = field.current;
    if (!input) return;
    const to = input.selectionStart;
    const before = input.value.slice(0, to);
    const found = isPath ? /^[\s\S]*$/.exec(before) : /\{\{\{?[^{}]*?([\w$.[\]-]*)$/.exec(before);
    const text = isPath ? before : found?.[1];
    if (text === undefined || match(paths, text).length === 0) {
      setBegun(undefined);
      combobox.closeDropdown();
      return;
    }
    setBegun({ text, from: to - text.length, to });
    combobox.openDropdown();
  };
  const complete = (path: string) => {
    if (begun === undefined) return;
    const end = isPath ? value.length : begun.to;
    onChange(`${value.slice(0, begun.from)}${path}${value.slice(end)}`);
    setBegun(undefined);
    combobox.closeDropdown();
    requestAnimationFrame(() => {
      const at = begun.from + path.length;
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    });
  };
  return (
    <Combobox store={combobox} onOptionSubmit={complete} withinPortal={false}>
      <Combobox.Target withAriaAttributes={paths.length > 0}>
        <Textarea
          ref={field}
          className="code-input"
          label={label}
          description={description}
          error={error}
          placeholder={placeholder}
          withAsterisk={required ?? false}
          autosize
          minRows={minRows}
          maxRows={18}
          spellCheck={false}
          disabled={props.disabled ?? false}
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            look();
          }}
          onClick={look}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && combobox.dropdownOpened) {
              event.stopPropagation();
              combobox.closeDropdown();
            }
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options aria-label={t('Paths for {label}', { label })}>
          {offered.map((path) => (
            <Combobox.Option key={path} value={path} className="foreign" ff="monospace" fz="xs">
              {path}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function match(paths: readonly string[], text: string): readonly string[] {
  const wanted = text.toLowerCase();
  return paths.filter((path) => path.toLowerCase().includes(wanted) && path !== text).slice(0, mostShown);
}
