import './files.css';
import { type DragEvent, type ReactNode, useState } from 'react';

/** Takes files that are dropped anywhere in it. */
export function DropZone(props: { label: string; onDrop: (files: readonly File[]) => void; children: ReactNode }) {
  const { label, onDrop, children } = props;
  const [isOver, setOver] = useState(false);
  const accept = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same for those who do not drag
    <div
      className="drop-zone"
      data-over={isOver || undefined}
      onDragEnter={accept}
      onDragOver={accept}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop(readFiles(event.dataTransfer));
      }}
    >
      {children}
      {isOver ? (
        <div className="drop-zone-hint" aria-hidden="true">
          {label}
        </div>
      ) : null}
    </div>
  );
}

/** Directories that are dropped come without what is in them, and are left out. */
function readFiles(data: DataTransfer): File[] {
  return [...data.items].flatMap((item) => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory) return [];
    const file = item.getAsFile();
    return file === null ? [] : [file];
  });
}
