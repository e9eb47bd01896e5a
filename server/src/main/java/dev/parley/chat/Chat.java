package dev.parley.chat;

/// A chat as the list shows it: one row and a page of its newest messages, all of one moment as far
/// as the page was read with it.
public record Chat(ChatHead head, MessagePage page) {}
