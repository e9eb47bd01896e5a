package dev.parley.chat;

import org.junit.jupiter.api.extension.ExtendWith;

/// What every store must do; each implementation's test class implements this, so that all of them
/// behave the same. One interface a subject.
@ExtendWith(ContractCount.class)
public interface ChatStoreContract
    extends MessageContract,
        StatusContract,
        LearnedIdContract,
        ReadingContract,
        AmendmentContract,
        IdentityContract,
        PeopleContract,
        PresenceContract,
        CallContract,
        HistoryContract,
        SendContract,
        WindowContract,
        PagingContract,
        ThreadContract,
        UnprocessedContract,
        ChangeLogContract,
        UnprocessedBoundsContract,
        StepContract,
        TeamworkContract,
        VisibilityContract,
        ErasureContract {}
