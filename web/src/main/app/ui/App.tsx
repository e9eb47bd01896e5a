import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { type ApiError, get } from "../api/http";
import type { User } from "../api/types";
import { Client } from "../state/client";
import { en } from "../text/en";
import { LANGUAGES, load, type Words, WordsContext } from "../text/texts";
import { ClientContext, useMedia, useSettings } from "./context";
import { Inbox } from "./Inbox";
import { SetUpPage, SignInPage } from "./lazy";
import { Problem } from "./Problem";

type Stage =
  | { name: "starting" }
  | { name: "signIn" }
  | { name: "failed"; error: ApiError }
  | { name: "inbox"; client: Client };

/** From the first request to the inbox. */
export function App() {
  const words = useWords();
  useTheme();
  const [location_, go] = useLocation();
  const [stage, setStage] = useState<Stage>({ name: "starting" });
  const settingUp = location_ === "/setup";

  const enter = useCallback((user: User | null): void => {
    const client = new Client(user);
    void client.start();
    setStage((before) => {
      if (before.name === "inbox") before.client.end();
      return { name: "inbox", client };
    });
  }, []);

  const start = useCallback(async (): Promise<void> => {
    try {
      enter(await get<User>("api/me"));
    } catch (failure) {
      const error = failure as ApiError;
      if (error.status !== 401) return setStage({ name: "failed", error });
      // Without an account: perhaps nobody needs one here.
      try {
        await get("api/sync");
        enter(null);
      } catch (second) {
        const refused = second as ApiError;
        if (refused.status === 401) setStage({ name: "signIn" });
        else setStage({ name: "failed", error: refused });
      }
    }
  }, [enter]);

  // Who comes from the set-up is in already.
  const asked = useRef(false);
  useEffect(() => {
    if (settingUp || asked.current) return;
    asked.current = true;
    void start();
  }, [settingUp, start]);

  const signedIn = (user: User): void => {
    asked.current = true;
    if (location_ === "/login" || settingUp) go("/", { replace: true });
    enter(user);
  };
  const signOut = async (client: Client): Promise<void> => {
    try {
      await client.signOut();
    } finally {
      go("/login");
      setStage({ name: "signIn" });
    }
  };

  if (!words) return null;
  return (
    <WordsContext value={words}>
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
          <Inbox
            key={stage.client.user?.id ?? "anonymous"}
            onSignOut={() => void signOut(stage.client)}
            onSignedIn={() => void start()}
          />
        </ClientContext>
      ) : null}
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
