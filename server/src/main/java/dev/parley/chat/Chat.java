package dev.parley.chat;

/// A chat as the list shows it: its row, and a page of its newest messages. Both are read from the
/// same state of the store, except for parts of the page that are read later.
public record Chat(ChatHead head, MessagePage page) {}
