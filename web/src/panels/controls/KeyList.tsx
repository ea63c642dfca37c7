import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * A list that is one stop of the Tab key, however long: up and down, Home and End go from entry to entry, left and right from control to
 * control within one.
 */
export function KeyList(props: {
  class: string;
  label: string;
  busy?: boolean | undefined;
  children: ComponentChildren;
}) {
  const list = useRef<HTMLUListElement>(null);
  const stop = useRef<HTMLElement | null>(null);
  const settle = (): void => {
    const all = controlsOf(list.current).flat();
    const reached = stop.current !== null && all.includes(stop.current) ? stop.current : (all[0] ?? null);
    for (const control of all) {
      const index = control === reached ? 0 : -1;
      if (control.tabIndex !== index) {
        control.tabIndex = index;
      }
    }
  };
  useLayoutEffect(settle);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys move the focus between its controls
    <ul
      ref={list}
      class={props.class}
      aria-label={props.label}
      aria-busy={props.busy}
      onFocusIn={(event) => {
        stop.current = event.target as HTMLElement;
        settle();
      }}
      onKeyDown={(event) => {
        const next = event.altKey || event.ctrlKey || event.metaKey ? null : nextOf(list.current, event);
        if (next !== null) {
          event.preventDefault();
          next.focus();
        }
      }}
    >
      {props.children}
    </ul>
  );
}

function controlsOf(list: HTMLUListElement | null): HTMLElement[][] {
  return [...(list?.children ?? [])].map((entry) => Array.from(entry.querySelectorAll<HTMLElement>('button, input')));
}

function nextOf(list: HTMLUListElement | null, { key, target }: KeyboardEvent): HTMLElement | null {
  const entries = controlsOf(list);
  const at = entries.findIndex((controls) => controls.includes(target as HTMLElement));
  const column = entries[at]?.indexOf(target as HTMLElement) ?? -1;
  const goal = {
    ArrowDown: [at + 1, column],
    ArrowUp: [at - 1, column],
    Home: [0, column],
    End: [entries.length - 1, column],
    ArrowRight: [at, column + 1],
    ArrowLeft: [at, column - 1],
  }[key];
  const controls = goal === undefined ? undefined : entries[goal[0] ?? -1];
  return controls === undefined ? null : (controls[Math.min(goal?.[1] ?? 0, controls.length - 1)] ?? null);
}
