import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { ApiError, get } from "../api/http";
import type { User } from "../api/types";
import { Client } from "../state/client";
import { en } from "../text/en";
import { LANGUAGES, load, type Words, WordsContext } from "../text/texts";
import { ClientContext, MemoryContext, useMedia, useSettings } from "./context";
import { Guard } from "./Guard";
import { Inbox } from "./Inbox";
import { SetUpPage, SignInPage } from "./lazy";
import { TabMemory } from "./memory";
import { Problem } from "./Problem";
import { toast } from "./Toasts";

type Stage =
  | { name: "starting" }
  | { name: "signIn" }
  | { name: "failed"; error: ApiError }
  | { name: "inbox"; client: Client; memory: TabMemory };

const TRY_AGAIN_MS = 5_000;

/** The page: loading, the sign-in, or the inbox. */
export function App() {
  const words = useWords();
  useTheme();
  const [location_, go] = useLocation();
  const [stage, setStage] = useState<Stage>({ name: "starting" });
  const settingUp = location_ === "/setup";

  const current = useRef<{ client: Client; memory: TabMemory } | null>(null);

  const start = useCallback(async (): Promise<void> => {
    try {
      // The position of the store is read before everything else. Perhaps this Parley needs no account.
      const [user, { position }] = await Promise.all([
        get<User>("api/me").catch((failure: ApiError) => {
          if (failure.status === 401) return null;
          throw failure;
        }),
        get<{ position: string }>("api/sync"),
      ]);
      const before = current.current;
      before?.client.end();
      const owner = user?.id ?? null;
      const memory = before?.memory.owner === owner ? before.memory : new TabMemory(owner);
      const client = new Client(user, position);
      current.current = { client, memory };
      void client.start();
      setStage({ name: "inbox", client, memory });
    } catch (failure) {
      const error = failure as ApiError;
      setStage(error.status === 401 ? { name: "signIn" } : { name: "failed", error });
    }
  }, []);

  // If the server cannot be reached, try again later.
  useEffect(() => {
    if (stage.name !== "failed" || !stage.error.temporary) return;
    const timer = setTimeout(() => void start(), TRY_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [stage, start]);

  // A user who comes from the set-up page is signed in already.
  const asked = useRef(false);
  useEffect(() => {
    if (settingUp || asked.current) return;
    asked.current = true;
    void start();
  }, [settingUp, start]);

  const signedIn = (): void => {
    asked.current = true;
    if (location_ === "/login" || settingUp) go("/", { replace: true });
    void start();
  };
  const signOut = async (client: Client): Promise<void> => {
    try {
      await client.signOut();
    } catch (failure) {
      return toast(failure instanceof ApiError ? failure.message : String(failure));
    }
    current.current = null;
    go("/login");
    setStage({ name: "signIn" });
  };

  if (!words) return null;
  return (
    <WordsContext value={words}>
      <Guard>
        {settingUp && stage.name !== "inbox" ? (
          <Suspense>
            <SetUpPage onSignedIn={signedIn} />
          </Suspense>
        ) : stage.name === "signIn" ? (
          <Suspense>
            <SignInPage onSignedIn={signedIn} />
          </Suspense>
        ) : stage.name === "failed" ? (
          <main>
            <Problem
              title={words.t.app}
              error={stage.error}
              onRetry={() => {
                setStage({ name: "starting" });
                void start();
              }}
            />
          </main>
        ) : stage.name === "inbox" ? (
          <ClientContext value={stage.client}>
            <MemoryContext value={stage.memory}>
              <Inbox
                key={stage.client.user?.id ?? "anonymous"}
                onSignOut={() => void signOut(stage.client)}
                onSignedIn={() => void start()}
              />
            </MemoryContext>
          </ClientContext>
        ) : null}
      </Guard>
    </WordsContext>
  );
}

function useWords(): Words | null {
  const language = useSettings((settings) => settings.language);
  const [words, setWords] = useState<Words | null>(language === "en" ? { t: en, language } : null);
  useEffect(() => {
    let ended = false;
    load(language)
      .then((t) => {
        if (ended) return;
        document.documentElement.lang = language;
        document.documentElement.dir = LANGUAGES[language].dir;
        setWords({ t, language });
      })
      .catch(() => setWords((before) => before ?? { t: en, language: "en" }));
    return () => {
      ended = true;
    };
  }, [language]);
  return words;
}

function useTheme(): void {
  const wanted = useSettings((settings) => settings.theme);
  const dark = useMedia("(prefers-color-scheme: dark)");
  const theme = wanted === "system" ? (dark ? "dark" : "light") : wanted;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
