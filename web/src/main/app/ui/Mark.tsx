import css from "./layout.module.css";

/** The mark of Parley. */
export function Mark({ size = 48 }: { size?: number }) {
  return (
    <svg className={css.mark} viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <rect width="64" height="64" rx="15" fill="#4B4ACF" />
      <path d="M15 18h24a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6H26l-8 7v-7h-3a4 4 0 0 1-4-4V22a4 4 0 0 1 4-4z" fill="#fff" />
      <path
        d="M49 27.500a5 5 0 0 1 4 4.900V42a5 5 0 0 1-5 5h-1v5.500L40.500 47H32a5 5 0 0 1-4.600-3H39a10 10 0 0 0 10-10z"
        fill="#B9B8F7"
      />
    </svg>
  );
}
