/** Has the browser fetch a file that the server sends as an attachment. */
export function downloadFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.click();
}

/** Gives the viewer a text as a file; nothing of it travels. */
export function downloadText(fileName: string, text: string): void {
  downloadBlob(fileName, new Blob([text], { type: 'text/plain;charset=utf-8' }));
}

/** As `downloadText`, for bytes. */
export function downloadBlob(fileName: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  // Names come from people; a file system takes less than they do.
  link.download = fileName.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 120);
  link.click();
  URL.revokeObjectURL(url);
}
