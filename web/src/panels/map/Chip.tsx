export interface ChipAction {
  text: string;
  /** What it is called where its text alone says too little. */
  name?: string;
  run: () => void;
}

export function Chip(props: {
  text: string;
  kind?: 'quiet' | 'failed';
  /** Appears only if it is still true after a moment. */
  late?: boolean;
  progress?: number;
  action?: ChipAction | undefined;
  also?: ChipAction | undefined;
}) {
  const { text, kind, late, progress, action, also } = props;
  const classes = ['chip', kind, late === true ? 'late' : undefined].filter(Boolean).join(' ');
  return (
    <div class={classes} role={kind === 'failed' ? 'alert' : undefined}>
      <span>{text}</span>
      {progress !== undefined && <Progress share={progress} label={text} />}
      {[action, also].map(
        (each) =>
          each !== undefined && (
            <button key={each.text} type="button" class="link-button" aria-label={each.name} onClick={each.run}>
              {each.text}
            </button>
          ),
      )}
    </div>
  );
}

export function Progress({ share, label }: { share: number; label: string }) {
  const percentage = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percentage}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${percentage}%` }} />
    </div>
  );
}
