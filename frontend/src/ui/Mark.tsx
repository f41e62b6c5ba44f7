/** The product's mark. */
export function Mark({ size = 30, tile = '#0b5c63' }: { readonly size?: number; readonly tile?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="9" fill={tile} />
      <path
        d="M7 21.5 12.2 16l4.2 3.6L25 10"
        fill="none"
        stroke="#f3b53f"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="25" cy="10" r="2.6" fill="#fff" />
    </svg>
  );
}
