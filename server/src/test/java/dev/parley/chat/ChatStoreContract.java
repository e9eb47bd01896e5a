package dev.parley.chat;

/// What every store must do; each implementation's test class implements this, so that all of them
/// behave the same. One interface a subject.
public interface ChatStoreContract
    extends MessageContract,
        StatusContract,
        ReadingContract,
        AmendmentContract,
        PeopleContract,
        PresenceContract,
        SendContract,
        PagingContract,
        UnprocessedContract,
        StepContract {}
