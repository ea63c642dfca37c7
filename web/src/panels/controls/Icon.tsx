/** Line drawings on a grid of 16. */
const shapes = {
  orbit: 'M8 2a6 6 0 1 0 6 6M8 2v3M14 8h-3M2 8c0-1.7 2.7-3 6-3s6 1.3 6 3-2.7 3-6 3-6-1.3-6-3Z',
  box: 'M2.5 5V2.5H5M7 2.5h2M11 2.5h2.500V5M13.500 7v2M13.500 11v2.500H11M9 13.500H7M5 13.500H2.500V11M2.500 9V7',
  labels: 'M2.5 2.500h5L13.500 8.500l-5 5L2.500 7.500ZM5.250 5.250h.01',
  images: 'M2.500 3h11v10h-11ZM2.500 11l3.500-3.500 3 3 1.500-1.500 3 3M10.500 6h.01',
  home: 'M2.500 8 8 3l5.500 5M4 7v6h8V7',
  share:
    'M7 9a2.500 2.500 0 0 0 3.600 0l2.200-2.200a2.550 2.550 0 0 0-3.600-3.600l-.9.9M9 7a2.500 2.500 0 0 0-3.600 0L3.200 9.200a2.550 2.550 0 0 0 3.600 3.600l.9-.9',
  sun: 'M8 5.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600ZM8 1.500v1.300M8 13.200v1.300M1.500 8h1.300M13.200 8h1.300M3.400 3.400l.9.9M11.700 11.700l.9.9M3.400 12.600l.9-.9M11.700 4.300l.9-.9',
  moon: 'M13.300 9.600A5.700 5.700 0 0 1 6.400 2.700a5.700 5.700 0 1 0 6.900 6.900Z',
  system: 'M2 3h12v8H2ZM6 13.500h4M8 11v2.500',
  help: 'M8 1.800a6.200 6.200 0 1 0 0 12.400A6.200 6.200 0 0 0 8 1.800ZM6.300 6.300a1.750 1.750 0 1 1 2.500 1.600c-.5.250-.8.6-.8 1.100M8 11.200h.01',
  left: 'M2 3h12v10H2ZM6 3v10',
  right: 'M2 3h12v10H2ZM10 3v10',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.500 5.500h8v8h-8ZM3.500 10.500h-1v-8h8v1',
  done: 'M3 8.500 6.500 12 13 4.500',
  warning: 'M8 2.500 14.300 13.300H1.700ZM8 6.500v3M8 11.500h.01',
  note: 'M8 1.800a6.200 6.200 0 1 0 0 12.400A6.200 6.200 0 0 0 8 1.800ZM8 7.500v3.500M8 5h.01',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
