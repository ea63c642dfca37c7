import { batch, signal } from '@preact/signals';

/** Files that the person brought and has not opened yet. */
export interface Brought {
  vectors: File | null;
  metadata: File | null;
}

export type UploadState =
  | { state: 'idle' }
  /** `share` of the bytes that have gone; null while the server looks at them. */
  | { state: 'busy'; name: string; share: number | null }
  | { state: 'failed'; message: string };

export const uploadOpen = signal(false);
export const brought = signal<Brought>({ vectors: null, metadata: null });
export const upload = signal<UploadState>({ state: 'idle' });
/** What the wire should send and show; it sets it back to null. Metadata alone are for the tensor that is open. */
export const wantedUpload = signal<Brought | null>(null);
/** Whether files are being dragged over the page. */
export const dragging = signal(false);

const namedLikeMetadata = /meta|label|class|name/i;

/** Takes dropped files: one whose name speaks of labels is metadata, the first other one vectors. */
export function bringFiles(files: readonly File[]): void {
  const [first, second] = files;
  if (first === undefined) {
    return;
  }
  const metadata = files.find((file) => namedLikeMetadata.test(file.name)) ?? second ?? null;
  const vectors = files.find((file) => file !== metadata) ?? null;
  batch(() => {
    brought.value = { vectors, metadata };
    upload.value = { state: 'idle' };
    uploadOpen.value = true;
  });
}

export function bringFile(as: keyof Brought, file: File | null): void {
  brought.value = { ...brought.peek(), [as]: file };
}

/** Sends what was brought. */
export function openBrought(): void {
  const { vectors, metadata } = brought.peek();
  if (vectors !== null || metadata !== null) {
    wantedUpload.value = brought.peek();
  }
}

export function closeUpload(): void {
  batch(() => {
    uploadOpen.value = false;
    brought.value = { vectors: null, metadata: null };
    upload.value = { state: 'idle' };
    wantedUpload.value = null;
  });
}
