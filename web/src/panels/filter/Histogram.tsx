import { useRef } from 'preact/hooks';
import type { ColumnInfo } from '../../state/dataset';
import { isBinIn, placeIn, rangeOf, scaleFacet, type Bin, type Facet } from '../../state/facets';
import { clearFilter, filterMissing, filterOf, filterRange } from '../../state/filters';
import { bound, plural, whole } from '../../state/words';
import { Check } from '../controls/Check';

/** Height of the tallest bar, in the units of the drawing. */
const tallest = 48;

/** The numbers of a column as bars; a range of them is drawn with the pointer, moved with the handles, or typed. */
export function Histogram({ title, info, facet }: { title: string; info: ColumnInfo; facet: Facet }) {
  const chart = useRef<HTMLDivElement>(null);
  const begun = useRef<number | null>(null);
  const { bins } = facet;
  const filter = filterOf(info.name);
  const [from, to] = [filter?.from ?? null, filter?.to ?? null];
  const most = Math.max(1, ...bins.map(({ all }) => all));
  const binAt = (event: PointerEvent): number => {
    const box = chart.current?.getBoundingClientRect();
    const share = box === undefined ? 0 : (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(bins.length - 1, Math.floor(share * bins.length)));
  };
  const choose = (a: number, b: number): void => {
    const range = rangeOf(bins, Math.min(a, b), Math.max(a, b));
    filterRange(info.name, range.from, range.to);
  };
  const left = from === null ? 0 : placeIn(bins, from);
  const right = to === null ? 1 : placeIn(bins, to);
  return (
    <>
      <div
        ref={chart}
        class="histogram"
        onPointerDown={(event) => {
          if (event.button === 0 && !(event.target instanceof HTMLElement && event.target.role === 'slider')) {
            event.currentTarget.setPointerCapture(event.pointerId);
            begun.current = binAt(event);
          }
        }}
        onPointerMove={(event) => {
          if (begun.current !== null && binAt(event) !== begun.current) {
            choose(begun.current, binAt(event));
          }
        }}
        onPointerUp={(event) => {
          if (begun.current !== null) {
            choose(begun.current, binAt(event));
            begun.current = null;
          }
        }}
        onPointerCancel={() => {
          begun.current = null;
        }}
        onDblClick={() => clearFilter(info.name)}
      >
        <svg
          viewBox={`0 0 ${bins.length} ${tallest}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={describe(title, facet)}
        >
          {bins.map((bin, place) => (
            <BarOf key={bin.from} bin={bin} place={place} most={most} isIn={isBinIn(bin, from, to)} />
          ))}
        </svg>
        {(from !== null || to !== null) && (
          <div class="range" style={{ left: `${left * 100}%`, right: `${(1 - right) * 100}%` }} />
        )}
        <Handle
          label={`Least ${title}`}
          value={from ?? bins[0]?.from ?? 0}
          place={left}
          bins={bins}
          onMove={(bin) => filterRange(info.name, rangeOf(bins, bin, bin).from, to)}
          isPossible={(bin) => to === null || (bins[bin]?.from ?? 0) <= to}
          binAt={binAt}
          step="from"
        />
        <Handle
          label={`Greatest ${title}`}
          value={to ?? bins.at(-1)?.to ?? 0}
          place={right}
          bins={bins}
          onMove={(bin) => filterRange(info.name, from, rangeOf(bins, bin, bin).to)}
          isPossible={(bin) => from === null || (bins[bin]?.to ?? 0) >= from}
          binAt={binAt}
          step="to"
        />
      </div>
      <div class="bounds">
        <Bound
          label={`${title} from`}
          value={from}
          otherwise={info.min}
          onChange={(next) => put(info.name, next, to)}
        />
        {facet.canBeLogarithmic ? (
          <button
            type="button"
            class="scale"
            aria-label={`log scale of ${title}`}
            aria-pressed={facet.scale === 'log'}
            title="Divides the numbers by ratio, so that many small ones have room"
            onClick={() => scaleFacet(info.name, facet.scale === 'log' ? 'linear' : 'log')}
          >
            log
          </button>
        ) : (
          <span class="secondary" aria-hidden="true">
            to
          </span>
        )}
        <Bound label={`${title} to`} value={to} otherwise={info.max} onChange={(next) => put(info.name, from, next)} />
      </div>
      {facet.missing.all > 0 && (
        <Check
          label={`${plural(facet.missing.kept, 'point')} without a value`}
          checked={filter?.missing ?? true}
          onChange={(shown) => filterMissing(info.name, shown)}
        />
      )}
    </>
  );
}

/** Bounds that cross each other leave nothing: the one that was typed pushes the other. */
function put(name: string, from: number | null, to: number | null): void {
  if (from !== null && to !== null && from > to) {
    filterRange(name, Math.min(from, to), Math.max(from, to));
  } else {
    filterRange(name, from, to);
  }
}

function BarOf({ bin, place, most, isIn }: { bin: Bin; place: number; most: number; isIn: boolean }) {
  // What there is stays visible, however few.
  const heightOf = (count: number): number => (count === 0 ? 0 : Math.max(1.5, (count / most) * tallest));
  const [all, kept] = [heightOf(bin.all), heightOf(bin.kept)];
  return (
    <>
      <rect class="all" x={place + 0.08} y={tallest - all} width={0.84} height={all} />
      <rect class={isIn ? 'kept' : 'kept outside'} x={place + 0.08} y={tallest - kept} width={0.84} height={kept} />
      <rect class="column" x={place} y={0} width={1} height={tallest}>
        <title>{`${bin.from === bin.to ? bound(bin.from) : `${bound(bin.from)} to ${bound(bin.to)}`}: ${
          bin.kept === bin.all ? whole(bin.all) : `${whole(bin.kept)} of ${whole(bin.all)}`
        }`}</title>
      </rect>
    </>
  );
}

/** One end of the range: dragged, or moved from bin to bin with the arrow keys. */
function Handle(props: {
  label: string;
  value: number;
  /** 0 to 1 along the bars. */
  place: number;
  bins: readonly Bin[];
  step: 'from' | 'to';
  onMove: (bin: number) => void;
  isPossible: (bin: number) => boolean;
  binAt: (event: PointerEvent) => number;
}) {
  const { label, value, place, bins, step, onMove, isPossible, binAt } = props;
  const end = bins.length - 1;
  // The bin that the handle stands before, or behind.
  const at = Math.max(
    0,
    Math.min(end, step === 'from' ? Math.round(place * bins.length) : Math.round(place * bins.length) - 1),
  );
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(end, to));
    if (isPossible(next)) {
      onMove(next);
    }
  };
  return (
    <div
      role="slider"
      class={`handle ${step}`}
      aria-label={label}
      aria-valuemin={bins[0]?.from ?? 0}
      aria-valuemax={bins[end]?.to ?? 0}
      aria-valuenow={value}
      aria-valuetext={bound(value)}
      tabIndex={0}
      style={{ left: `${place * 100}%` }}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) {
          move(binAt(event));
        }
      }}
      onKeyDown={(event) => {
        const moves: Record<string, number | undefined> = {
          ArrowRight: at + 1,
          ArrowUp: at + 1,
          ArrowLeft: at - 1,
          ArrowDown: at - 1,
          PageUp: at + 5,
          PageDown: at - 5,
          Home: 0,
          End: end,
        };
        const to = moves[event.key];
        if (to !== undefined) {
          event.preventDefault();
          event.stopPropagation();
          move(to);
        }
      }}
    />
  );
}

/** An end of the range as a number; an empty field is no bound. */
function Bound(props: {
  label: string;
  value: number | null;
  otherwise: number | null;
  onChange: (value: number | null) => void;
}) {
  const { label, value, otherwise, onChange } = props;
  return (
    <input
      type="number"
      step="any"
      aria-label={label}
      placeholder={otherwise === null ? '' : bound(otherwise)}
      value={value ?? ''}
      onChange={(event) => {
        const { value: text, valueAsNumber: number } = event.currentTarget;
        if (text === '' || Number.isFinite(number)) {
          onChange(text === '' ? null : number);
        }
        // What was no number becomes what is in effect.
        event.currentTarget.value = value === null ? '' : String(value);
      }}
    />
  );
}

function describe(title: string, { bins, missing }: Facet): string {
  const all = bins.reduce((sum, bin) => sum + bin.all, 0);
  const kept = bins.reduce((sum, bin) => sum + bin.kept, 0);
  const fullest = bins.reduce((best, bin) => (bin.all > best.all ? bin : best), bins[0] ?? { from: 0, to: 0, all: 0 });
  const others = kept === all ? '' : `, ${whole(kept)} of them pass the other filters`;
  const none = missing.all === 0 ? '' : `; ${plural(missing.all, 'point')} without a value`;
  return `Histogram of ${title}: ${plural(all, 'point')} from ${bound(bins[0]?.from ?? 0)} to ${bound(bins.at(-1)?.to ?? 0)}${others}, most of them from ${bound(fullest.from)} to ${bound(fullest.to)}${none}`;
}
