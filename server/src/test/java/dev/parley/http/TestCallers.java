package dev.parley.http;

import dev.parley.access.Principal;
import dev.parley.accounts.AccountStore;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.Directory;
import dev.parley.accounts.MemoryAccountStore;
import dev.parley.accounts.Tokens;
import dev.parley.authentication.CallerAddress;
import dev.parley.authentication.Callers;
import dev.parley.authentication.RequestCredentials;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatStore;
import dev.parley.erasure.Eraser;
import dev.parley.hooks.Hooks;
import dev.parley.hooks.MemoryHookStore;
import dev.parley.media.FolderBlobStore;
import dev.parley.media.MemoryMediaStore;
import dev.parley.stream.CursorLeases;
import dev.parley.stream.MemoryCursorStore;
import dev.parley.tokens.AccessTokens;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;

/// Everybody is anonymous, and may do everything. A test overrides what it tests.
public class TestCallers implements Callers {
  /// Accounts without any user.
  static Accounts accounts(Clock clock) {
    AccountStore store = new MemoryAccountStore();
    return new Accounts(store, Directory.open(store, clock), clock);
  }

  /// Hooks that are empty, and deliver nothing.
  static Hooks hooks(ChatHistory history, Clock clock) {
    CursorLeases cursors =
        new CursorLeases(new MemoryCursorStore(), "p_test", true, clock, System::nanoTime);
    return new Hooks(new MemoryHookStore(), cursors, history, false, clock);
  }

  /// An eraser that erases only from a store.
  static Eraser eraser(ChatStore store, Path folder, Clock clock) {
    CursorLeases cursors =
        new CursorLeases(new MemoryCursorStore(), "p_test", true, clock, System::nanoTime);
    return new Eraser(
        new Eraser.Parts(
            store,
            new MemoryMediaStore(),
            FolderBlobStore.open(folder.resolve("media"), clock),
            hooks(store, clock),
            cursors),
        new Eraser.Traces(_ -> {}, _ -> true, () -> true),
        true,
        null,
        clock,
        RandomGenerator.getDefault());
  }

  /// A directory without any user.
  static Directory directory(Clock clock) {
    return Directory.open(new MemoryAccountStore(), clock);
  }

  /// Tokens without any user.
  static Tokens tokens(Clock clock) {
    return new Tokens(accounts(clock), new AccessTokens("http://localhost:5000"));
  }

  @Override
  public Principal caller(RequestCredentials carried) {
    return Principal.ANONYMOUS;
  }

  @Override
  public CallerAddress address(RequestCredentials carried) {
    return new CallerAddress(InetAddress.ofLiteral(carried.peer()), false);
  }

  @Override
  public boolean lets(Principal caller) {
    return true;
  }

  @Override
  public boolean opens(String key) {
    return false;
  }

  @Override
  public boolean isUser(String id) {
    return false;
  }

  @Override
  public boolean isTeam(String id) {
    return false;
  }

  @Override
  public String advice() {
    return "";
  }
}
