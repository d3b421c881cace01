package io.faultmesh.trace;

import com.google.protobuf.ByteString;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.trace.format.End;
import io.faultmesh.trace.format.Event;
import io.faultmesh.trace.format.File;
import io.faultmesh.trace.format.Header;
import io.faultmesh.trace.format.Kind;
import io.faultmesh.trace.format.Level;
import io.faultmesh.trace.format.Result;
import io.faultmesh.trace.format.Site;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Our records as messages of the file format, and back; values that do not fit are refused. */
final class Formats {
  /** The version that is written; older ones are read, too. */
  static final int VERSION = 2;

  /** The first version with checks. */
  static final int CHECKS_VERSION = 2;

  private static final HexFormat HEX = HexFormat.of();
  private static final Map<EventKind, Kind> KINDS = new EnumMap<>(EventKind.class);
  private static final Map<FaultSite, Site> SITES = new EnumMap<>(FaultSite.class);

  static {
    for (EventKind kind : EventKind.values()) {
      KINDS.put(kind, Kind.valueOf(kind.name()));
    }
    for (FaultSite site : FaultSite.values()) {
      SITES.put(site, Site.valueOf(site.name()));
    }
  }

  private Formats() {}

  static Header header(TraceHeader header) {
    Header.Builder builder =
        Header.newBuilder()
            .setFormatVersion(VERSION)
            .setProgram(header.program())
            .setLevel(Level.valueOf(header.level().name()))
            .setScenario(header.scenario())
            .setSeed(header.seed())
            .setListedFaults(header.listedFaults());
    for (HashedFile file : header.files()) {
      builder.addFiles(
          File.newBuilder()
              .setName(file.name())
              .setBytes(file.bytes())
              .setSha256(ByteString.copyFrom(HEX.parseHex(file.sha256()))));
    }
    return builder.build();
  }

  static TraceHeader header(Header header) {
    if (header.getLevel() == Level.LEVEL_UNSPECIFIED || header.getLevel() == Level.UNRECOGNIZED) {
      throw new IllegalArgumentException("level " + header.getLevelValue() + " is unknown");
    }
    List<HashedFile> files =
        header.getFilesList().stream()
            .map(
                file ->
                    new HashedFile(
                        file.getName(),
                        file.getBytes(),
                        HEX.formatHex(file.getSha256().toByteArray())))
            .toList();
    return new TraceHeader(
        header.getProgram(),
        MeasureSettings.Trace.valueOf(header.getLevel().name()),
        header.getScenario(),
        header.getSeed(),
        files,
        header.getListedFaults());
  }

  static io.faultmesh.trace.format.Scope scope(Scope scope) {
    var builder =
        io.faultmesh.trace.format.Scope.newBuilder()
            .setDesign(scope.design())
            .setTrial(scope.trial());
    if (scope.ber().set() == null) {
      builder.setBer(scope.ber().rate());
    } else {
      builder.setRates(scope.ber().set());
    }
    if (scope.image() != Scope.ALL_IMAGES) {
      builder.setImage(scope.image());
    }
    return builder.build();
  }

  static Scope scope(io.faultmesh.trace.format.Scope scope) {
    int image = scope.hasImage() ? natural("image", scope.getImage()) : Scope.ALL_IMAGES;
    Ber ber =
        scope.hasRates() ? Ber.ofSet(natural("rates", scope.getRates())) : Ber.of(scope.getBer());
    return new Scope(scope.getDesign(), ber, natural("trial", scope.getTrial()), image);
  }

  static Event event(TraceEvent event, int component) {
    Event.Builder builder =
        Event.newBuilder()
            .setKind(KINDS.get(event.kind()))
            .setComponent(component)
            .setDurationCycles(event.durationCycles())
            .setReplica(event.replica())
            .setAddress(event.address())
            .setBytes(event.bytes())
            .setFlips(event.flips())
            .setValue(event.value());
    if (event.cycle() != TraceEvent.NONE) {
      builder.setCycle(event.cycle());
    }
    if (event.layer() != TraceEvent.NONE) {
      builder.setLayer(event.layer());
    }
    if (event.fold() != TraceEvent.NONE) {
      builder.setFold(event.fold());
    }
    if (!event.cells().equals(Draw.DATA)) {
      builder.setCells(event.cells());
    }
    if (event.outcome() != null) {
      builder.setOutcome(io.faultmesh.trace.format.Outcome.valueOf(event.outcome().name()));
    }
    if (event.site() != null) {
      builder.setSite(SITES.get(event.site()));
    }
    return builder.build();
  }

  static TraceEvent event(Event event, String component) {
    if (event.getKind() == Kind.KIND_UNSPECIFIED || event.getKind() == Kind.UNRECOGNIZED) {
      throw new IllegalArgumentException("event kind " + event.getKindValue() + " is unknown");
    }
    return new TraceEvent(
        EventKind.valueOf(event.getKind().name()),
        component,
        event.hasCycle() ? natural("cycle", event.getCycle()) : TraceEvent.NONE,
        event.getDurationCycles(),
        event.hasLayer() ? natural("layer", event.getLayer()) : TraceEvent.NONE,
        event.hasFold() ? natural("fold", event.getFold()) : TraceEvent.NONE,
        site(event),
        event.getReplica(),
        event.getAddress(),
        event.getBytes(),
        event.getFlips(),
        event.getValue(),
        event.getCells().isEmpty() ? Draw.DATA : event.getCells(),
        outcome(event));
  }

  private static Outcome outcome(Event event) {
    if (event.getOutcome() == io.faultmesh.trace.format.Outcome.UNRECOGNIZED) {
      throw new IllegalArgumentException("outcome " + event.getOutcomeValue() + " is unknown");
    }
    return event.getOutcome() == io.faultmesh.trace.format.Outcome.OUTCOME_UNSPECIFIED
        ? null
        : Outcome.valueOf(event.getOutcome().name());
  }

  private static FaultSite site(Event event) {
    if (event.getSite() == Site.UNRECOGNIZED) {
      throw new IllegalArgumentException("site " + event.getSiteValue() + " is unknown");
    }
    return event.getSite() == Site.SITE_UNSPECIFIED
        ? null
        : FaultSite.valueOf(event.getSite().name());
  }

  private static int natural(String field, int value) {
    return (int) natural(field, (long) value);
  }

  /** Unsigned numbers of the format that are beyond ours come as negative ones. */
  private static long natural(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          field + " " + Long.toUnsignedString(value) + " is out of range");
    }
    return value;
  }

  static End end(long records, List<TraceResult> results) {
    End.Builder builder = End.newBuilder().setRecords(records);
    for (TraceResult result : results) {
      Result.Builder own = Result.newBuilder().setDesign(result.design());
      if (result.ber() != null && result.ber().set() == null) {
        own.setBer(result.ber().rate());
      } else if (result.ber() != null) {
        own.setRates(result.ber().set());
      }
      if (result.accuracy() != null) {
        own.setAccuracy(result.accuracy());
      }
      if (result.flips() != null) {
        own.setFlips(result.flips());
      }
      if (result.cyclesPerImage() != null) {
        own.setCyclesPerImage(result.cyclesPerImage());
      }
      if (result.dramBytesPerImage() != null) {
        own.setDramBytesPerImage(result.dramBytesPerImage());
      }
      builder.addResults(own);
    }
    return builder.build();
  }

  private static Ber ber(Result result) {
    if (result.hasRates()) {
      return Ber.ofSet(natural("rates", result.getRates()));
    }
    return result.hasBer() ? Ber.of(result.getBer()) : null;
  }

  static List<TraceResult> results(End end) {
    return end.getResultsList().stream()
        .map(
            result ->
                new TraceResult(
                    result.getDesign(),
                    ber(result),
                    result.hasAccuracy() ? result.getAccuracy() : null,
                    result.hasFlips() ? result.getFlips() : null,
                    result.hasCyclesPerImage() ? result.getCyclesPerImage() : null,
                    result.hasDramBytesPerImage() ? result.getDramBytesPerImage() : null))
        .toList();
  }
}
