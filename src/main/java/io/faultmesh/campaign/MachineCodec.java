package io.faultmesh.campaign;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.campaign.format.ActivityMessage;
import io.faultmesh.campaign.format.FoldsMessage;
import io.faultmesh.campaign.format.LatencyMessage;
import io.faultmesh.campaign.format.LayerMessage;
import io.faultmesh.campaign.format.MachineImageMessage;
import io.faultmesh.campaign.format.ResidencyMessage;
import io.faultmesh.campaign.format.TrafficMessage;
import io.faultmesh.campaign.format.UnitMessage;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latencies;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Units of runs on the machine as bytes, see {@code proto/units.proto}. */
final class MachineCodec {
  private MachineCodec() {}

  /**
   * Writes a unit.
   *
   * @param results by image; their logits are left out
   */
  static byte[] write(WorkUnit unit, List<ImageResult> results) {
    return UnitMessage.newBuilder()
        .setFirstImage(unit.firstImage())
        .setImages(unit.images())
        .setFirstTrial(unit.firstTrial())
        .setTrials(unit.trials())
        .addAllMachineImages(results.stream().map(MachineCodec::write).toList())
        .build()
        .toByteArray();
  }

  /**
   * Reads a unit.
   *
   * @return what the machine did, by image, without logits
   * @throws IllegalArgumentException if the bytes are no unit of so many images
   */
  static List<ImageResult> read(byte[] bytes, int images) {
    try {
      List<ImageResult> results =
          UnitMessage.parseFrom(bytes).getMachineImagesList().stream()
              .map(MachineCodec::read)
              .toList();
      if (results.size() != images) {
        throw new IllegalArgumentException("a unit of another machine");
      }
      return results;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no unit of work", e);
    }
  }

  private static MachineImageMessage write(ImageResult result) {
    MachineImageMessage.Builder message =
        MachineImageMessage.newBuilder().setActivity(write(result.activity()));
    result.layers().forEach(layer -> message.addLayers(write(layer)));
    for (Latency kind : Latency.values()) {
      Histogram own = result.latencies().histograms().get(kind);
      ByteBuffer buffer = ByteBuffer.allocate(own.getNeededByteBufferCapacity());
      own.encodeIntoByteBuffer(buffer);
      buffer.flip();
      message.addLatencies(
          LatencyMessage.newBuilder()
              .setKind(kind.name())
              .setHistogram(ByteString.copyFrom(buffer)));
    }
    for (long[] folds : result.latencies().folds()) {
      message.addFolds(
          FoldsMessage.newBuilder().addAllCycles(Arrays.stream(folds).boxed().toList()));
    }
    result
        .residency()
        .bitCycles()
        .forEach(
            (site, cycles) ->
                message.addResidencies(
                    ResidencyMessage.newBuilder()
                        .setSite(site.name())
                        .addAllBitCycles(Arrays.stream(cycles).boxed().toList())));
    return message.build();
  }

  private static ImageResult read(MachineImageMessage message) {
    Map<Latency, Histogram> histograms = new EnumMap<>(Latency.class);
    message
        .getLatenciesList()
        .forEach(
            latency ->
                histograms.put(
                    Latency.valueOf(latency.getKind()),
                    Histogram.decodeFromByteBuffer(
                        latency.getHistogram().asReadOnlyByteBuffer(), 0)));
    List<long[]> folds =
        message.getFoldsList().stream().map(own -> array(own.getCyclesList())).toList();
    Residency residency = new Residency();
    for (ResidencyMessage own : message.getResidenciesList()) {
      for (int layer = 0; layer < own.getBitCyclesCount(); layer++) {
        residency.add(FaultSite.valueOf(own.getSite()), layer, own.getBitCycles(layer), 1);
      }
    }
    return new ImageResult(
        new byte[0],
        message.getLayersList().stream().map(MachineCodec::read).toList(),
        new Latencies(histograms, folds),
        read(message.getActivity()),
        residency);
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static LayerMessage write(LayerReport layer) {
    return LayerMessage.newBuilder()
        .setIndex(layer.index())
        .setName(layer.name())
        .setFolds(layer.folds())
        .setCycles(layer.cycles())
        .setStallCycles(layer.stallCycles())
        .setMacs(layer.macs())
        .setDramBytes(layer.dramBytes())
        .build();
  }

  private static LayerReport read(LayerMessage layer) {
    return new LayerReport(
        layer.getIndex(),
        layer.getName(),
        layer.getFolds(),
        layer.getCycles(),
        layer.getStallCycles(),
        layer.getMacs(),
        layer.getDramBytes());
  }

  private static ActivityMessage write(Activity activity) {
    return ActivityMessage.newBuilder()
        .setMacs(activity.macs())
        .setCheckProducts(activity.checkProducts())
        .setOperandBytes(activity.operandBytes())
        .setUnitMacs(activity.unitMacs())
        .setUnitFileBytes(activity.unitFileBytes())
        .setRequantised(activity.requantised())
        .setVotedResultBits(activity.votedResultBits())
        .setInputBuffer(write(activity.inputBuffer()))
        .setWeightBuffer(write(activity.weightBuffer()))
        .setOutputBuffer(write(activity.outputBuffer()))
        .setVectorValues(activity.vectors().values())
        .setTableReads(activity.vectors().tableReads())
        .build();
  }

  private static Activity read(ActivityMessage activity) {
    return new Activity(
        activity.getMacs(),
        activity.getCheckProducts(),
        activity.getOperandBytes(),
        activity.getUnitMacs(),
        activity.getUnitFileBytes(),
        activity.getRequantised(),
        activity.getVotedResultBits(),
        read(activity.getInputBuffer()),
        read(activity.getWeightBuffer()),
        read(activity.getOutputBuffer()),
        new Activity.Vectors(activity.getVectorValues(), activity.getTableReads()));
  }

  private static TrafficMessage write(Activity.Traffic traffic) {
    return TrafficMessage.newBuilder()
        .setReadBytes(traffic.readBytes())
        .setWrittenBytes(traffic.writtenBytes())
        .build();
  }

  private static Activity.Traffic read(TrafficMessage traffic) {
    return new Activity.Traffic(traffic.getReadBytes(), traffic.getWrittenBytes());
  }
}
