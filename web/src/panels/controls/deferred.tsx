import { signal, type ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The parts of the page whose code is not needed for the first picture, as the ways to fetch them. */
const parts: (() => Promise<void>)[] = [];

/** Fetches all that is still missing: once the page has nothing better to do, so that each part is there when it is wanted. */
export function fetchDeferred(): void {
  for (const fetch of parts) {
    void fetch();
  }
}

/**
 * A component whose code comes in a file of its own: when it is first shown, or at leisure before. `isWanted` is for one that shows
 * itself (a dialog): its code waits for that, and it stays from then on.
 */
export function deferred<P extends object>(
  fetchCode: () => Promise<ComponentType<P>>,
  isWanted?: ReadonlySignal<boolean>,
): ComponentType<P> {
  const code = signal<ComponentType<P> | null>(null);
  const failed = signal(false);
  let asked: Promise<void> | null = null;
  const fetch = (): Promise<void> => {
    asked ??= fetchCode().then(
      (component) => {
        code.value = component;
      },
      () => {
        failed.value = true;
      },
    );
    return asked;
  };
  parts.push(fetch);
  return function Deferred(props: P) {
    const wanted = isWanted?.value ?? true;
    useEffect(() => {
      if (wanted) {
        void fetch();
      }
    }, [wanted]);
    const Code = code.value;
    if (Code !== null) {
      return <Code {...props} />;
    }
    return wanted && failed.value ? <Missing floats={isWanted !== undefined} /> : null;
  };
}

function Missing({ floats }: { floats: boolean }) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (floats) {
      place.current?.showPopover();
    }
  }, [floats]);
  return (
    <p ref={place} popover={floats ? 'auto' : undefined} class="error-text missing-part" role="alert">
      This part of the page did not arrive. See that the server runs, and reload the page.
    </p>
  );
}
