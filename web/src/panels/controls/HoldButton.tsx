import { useEffect, useRef } from 'preact/hooks';

/** Milliseconds before a button that is held repeats, and between repetitions. */
const repeatTime = 250;

/** A button that goes on while it is held. */
export function HoldButton(props: { label: string; title?: string; enabled: boolean; onPress: () => void }) {
  const { label, title, enabled, onPress } = props;
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);
  const press = useRef(onPress);
  press.current = () => enabled && onPress();
  const release = (): void => clearInterval(timer.current);
  useEffect(() => () => clearInterval(timer.current), []);
  return (
    <button
      type="button"
      class="button"
      title={title}
      aria-disabled={!enabled}
      onClick={() => press.current()}
      onPointerDown={() => {
        release();
        timer.current = setInterval(() => press.current(), repeatTime);
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
    >
      {label}
    </button>
  );
}
