package dev.parley;

import dev.parley.chat.ChatStore;
import dev.parley.chat.Line;
import dev.parley.chat.OurNumbers;
import dev.parley.config.ParleyConfig;
import dev.parley.media.FileFetcher;
import dev.parley.media.MediaLibrary;
import dev.parley.metrics.Metrics;
import dev.parley.outbox.OutboxStore;
import dev.parley.outbox.Pacing;
import dev.parley.outbox.SendPolicy;
import dev.parley.outbox.Sender;
import dev.parley.outbox.SenderListener;
import dev.parley.outbox.Senders;
import dev.parley.stream.ChangeStream;
import dev.parley.templates.TemplateCache;
import dev.parley.templates.TemplateStore;
import dev.parley.templates.Templates;
import dev.parley.whatsapp.cloud.CloudApi;
import dev.parley.whatsapp.cloud.CloudMedia;
import dev.parley.whatsapp.cloud.CloudSignals;
import dev.parley.whatsapp.cloud.CloudTemplates;
import dev.parley.whatsapp.cloud.CloudUploads;
import dev.parley.whatsapp.cloud.GraphClient;
import dev.parley.whatsapp.cloud.RateWatch;
import dev.parley.whatsapp.cloud.Throughput;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The WhatsApp account that the settings name, and the parts of Parley that talk to Meta with its
/// token. The parts that have threads are closed by `closer`. Used by the thread that starts
/// Parley.
///
/// @param config all settings
/// @param graph talks to Meta
/// @param numbers the numbers of the business
/// @param closer closes the parts that are created here
record WhatsAppAccount(ParleyConfig config, GraphClient graph, OurNumbers numbers, Closer closer) {
  private static final Logger LOG = LoggerFactory.getLogger(WhatsAppAccount.class);
  private static final Duration A_MOMENT = Duration.ofMillis(500);
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  /// The account of the settings; empty in demo mode, if the settings name none.
  static Optional<WhatsAppAccount> open(ParleyConfig config, Closer closer) {
    ParleyConfig.Account account = config.whatsApp().account();
    if (account == null) {
      LOG.atInfo().log("no WhatsApp account is set: demo mode, messages are stored and not sent");
      return Optional.empty();
    }
    GraphClient graph = new GraphClient(config.whatsApp(), account.accessToken());
    return Optional.of(
        new WhatsAppAccount(
            config,
            closer.add(graph, GraphClient::close),
            new OurNumbers(account.phoneNumberIds()),
            closer));
  }

  /// The names of the settings that are needed to fetch templates.
  static List<String> missing(ParleyConfig.WhatsApp config) {
    List<String> missing = new ArrayList<>();
    if (config.account() == null) {
      missing.add("WHATSAPP_ACCESS_TOKEN");
      missing.add("PHONE_NUMBER_ID");
    }
    if (config.businessAccountId() == null) {
      missing.add("BUSINESS_ACCOUNT_ID");
    }
    return missing;
  }

  /// The senders, one for each number. They are neither started nor closed here.
  ///
  /// @param paces receives the pacing of each number
  /// @param alone whether no other process sends from this store
  Senders senders(
      Map<String, Pacing> paces,
      OutboxStore outbox,
      MediaLibrary library,
      boolean alone,
      Clock clock,
      SenderListener listener) {
    ParleyConfig.Sending sending = config.whatsApp().sending();
    SendPolicy policy =
        SendPolicy.DEFAULTS
            .answering(sending.answer())
            .with(sending.patience(), sending.resend(), sending.age());
    int rate = sending.perSecond() == 0 ? Throughput.STANDARD : sending.perSecond();
    CloudUploads uploads = new CloudUploads(graph, library);
    Map<String, Sender> senders = new LinkedHashMap<>();
    for (String id : numbers.ids()) {
      Pacing pacing = new Pacing(rate, System::nanoTime);
      paces.put(id, pacing);
      senders.put(
          id,
          new Sender(
              outbox,
              numbers.endOfAddress(id),
              chat -> numbers.of(chat).isPresent(),
              new CloudApi(graph, id, uploads),
              pacing,
              policy,
              alone,
              clock,
              listener));
    }
    return new Senders(senders);
  }

  /// Keeps each number's rate at the one that Meta allows, unless the settings contain a rate.
  void watchRates(Map<String, Pacing> paces) {
    if (config.whatsApp().sending().perSecond() == 0) {
      closer.add("rates", new RateWatch(graph, paces), RateWatch::close, A_MOMENT);
    }
  }

  /// Sends read receipts and typing indicators to customers.
  Line line() {
    return new Line(
        true, numbers, config.whatsApp().sending().receipts(), new CloudSignals(graph, numbers));
  }

  /// Fetches the files that customers send, from now on.
  ///
  /// @param alone whether no other process uses this store
  void fetchFiles(
      FileFetcher.FileStores fileStores,
      boolean alone,
      ChatStore store,
      ChangeStream stream,
      Clock clock,
      Metrics metrics) {
    CloudMedia source =
        closer.add(
            "media source",
            new CloudMedia(graph, config.media().hosts(), config.whatsApp().graphUrl()),
            CloudMedia::close);
    FileFetcher fetcher =
        closer.add(
            "file fetcher",
            new FileFetcher(fileStores, source, alone, clock, metrics),
            FileFetcher::close,
            TWO_SECONDS);
    metrics.watchFiles(fetcher::underWay, () -> fileStores.store().queue());
    var _ = stream.subscribe("files", store, fetcher);
    fetcher.start();
  }

  /// The templates of the account; empty if the settings do not name the business account.
  Optional<Templates> templates(TemplateStore store, Clock clock) {
    String account = config.whatsApp().businessAccountId();
    if (account == null) {
      return Optional.empty();
    }
    TemplateCache cache =
        closer.add(
            "templates",
            new TemplateCache(account, new CloudTemplates(graph, account), store, clock),
            TemplateCache::close,
            TWO_SECONDS);
    cache.start();
    return Optional.of(cache);
  }
}
