import { useCallback, useEffect, useState } from "react";
import { type ApiError, get } from "../../api/http";

/** The answer of a path, and a function to request it again. */
export interface Loaded<T> {
  /** null: there is no answer yet. */
  value: T | null;
  error: ApiError | null;
  reload: () => void;
}

/** @param path null: nothing is requested */
export function useLoaded<T>(path: string | null): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const reload = useCallback((): void => {
    if (path === null) return;
    get<T>(path)
      .then((told) => {
        setValue(told);
        setError(null);
      })
      .catch((failure) => setError(failure as ApiError));
  }, [path]);
  useEffect(reload, [reload]);
  return { value, error, reload };
}
