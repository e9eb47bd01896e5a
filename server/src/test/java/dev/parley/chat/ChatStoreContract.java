package dev.parley.chat;

import org.junit.jupiter.api.extension.ExtendWith;

/// The contract for every store. The test class of each implementation implements it, so that all
/// of them behave the same. Each subject has its own interface.
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
        ErasureContract,
        JoinContract,
        ReceiptContract {}
