/** Hands a file to the person, in the way of the browser. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by then; a browser that asks where to put it has its own hold on the content.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
