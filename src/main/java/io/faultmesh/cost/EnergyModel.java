package io.faultmesh.cost;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.HardenedValues;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;

/**
 * From what a machine did to the energy that it took. Replicas of logic switch as often as the
 * original. A buffer's access energy follows the root of its capacity, as Horowitz's three sizes
 * (ISSCC 2014: 10, 20, 100 pJ at 8 kB, 32 kB, 1 MB) do within a seventh.
 */
public final class EnergyModel {
  private static final int BYTE_BITS = 8;
  private static final int RESULT_REGISTER_BITS = 48;
  private static final int BYTES_PER_PRODUCT = 2;
  private static final double KIB = 1024;

  private final Technology.Energy figures;
  private final Technology.OutputStage outputStage;
  private final AcceleratorSettings.Cache cache;
  private final GuardCost guards;

  public EnergyModel(Technology technology, AcceleratorSettings accelerator) {
    this.figures = technology.energy();
    this.outputStage = technology.outputStage();
    this.cache = accelerator.cache();
    this.guards = new GuardCost(technology, accelerator);
  }

  /** The energy of one image on a design. */
  public Energy of(Protection design, ImageResult image) {
    return of(design, image.activity(), image.dramBytes());
  }

  Energy of(Protection design, Activity activity, long dramBytes) {
    TripledColumns array = new TripledColumns(design.columns().lowest());
    TripledColumns unit = new TripledColumns(design.unitColumns().lowest());
    double buffers =
        cells(design, FaultSite.INPUT) * buffer(activity.inputBuffer(), cache.inputKiB())
            + cells(design, FaultSite.WEIGHT) * buffer(activity.weightBuffer(), cache.weightKiB())
            + cells(design, FaultSite.ACTIVATION)
                * buffer(activity.outputBuffer(), cache.outputKiB());
    Activity.Traffic files =
        new Activity.Traffic(
            design.dppu().reuse() ? BYTES_PER_PRODUCT * activity.unitMacs() : 0,
            activity.unitFileBytes());
    double votedBits =
        (double) activity.macs() * array.votedBits()
            + (double) activity.unitMacs() * unit.votedBits()
            + activity.votedResultBits();
    // What switches takes the square of the voltage.
    double square = Math.pow(design.built().voltage(), 2);
    double operandBits = (double) activity.operandBytes() * BYTE_BITS;
    List<Energy.Part> parts =
        new ArrayList<>(
            List.of(
                part("array MACs", square * activity.macs() * macPj()),
                part("array operands", square * operandBits * figures.registerBitPj().value()),
                part("array replicas", square * activity.macs() * replicasPj(array)),
                part("DPPU MACs", activity.unitMacs() * macPj()),
                part("DPPU replicas", activity.unitMacs() * replicasPj(unit)),
                part("DPPU register files", buffer(files, fileKiB(design.array()))),
                part("output stage", activity.requantised() * requantisePj(design)),
                part("votes", votedBits * figures.majorityBitPj().value()),
                part("buffers", buffers),
                part("DRAM", dramBytes * figures.dramBytePj().value())));
    if (design.region() != null) {
      double more = hardenedProducts(design) * (design.region().size() - 1);
      parts.add(part("hardened elements", square * more * macPj()));
    }
    if (design.latch() != null) {
      double bit = figures.registerBitPj().value() + 2 * figures.gatePj().value();
      double latched = (double) activity.macs() * design.latch().bits();
      parts.add(part("shadow latches", square * latched * bit));
    }
    double logic = guards.logicPj(design, activity, dramBytes);
    if (activity.checkProducts() > 0) {
      parts.add(part("checksums", activity.checkProducts() * checkPj()));
    }
    double vectors = vectorPj(activity.vectors());
    if (vectors > 0) {
      parts.add(part("vector unit", vectors));
    }
    if (logic > 0) {
      parts.add(part("codes and checks", logic));
    }
    return new Energy(parts);
  }

  private static double hardenedProducts(Protection design) {
    double products = 0;
    for (int layer = 0; layer < design.layers().size(); layer++) {
      products += HardenedValues.of(design, layer).products();
    }
    return products;
  }

  /** An access touches the redundant cells, too. */
  private double cells(Protection design, FaultSite site) {
    return guards.cellsPerBit(design, site);
  }

  private static Energy.Part part(String name, double pj) {
    return new Energy.Part(name, pj);
  }

  /** The bias is added, then the sum multiplied or shifted. */
  private double requantisePj(Protection design) {
    return figures.add32Pj().value() + outputStage.pj(design.network().requantisesByShifts());
  }

  private double macPj() {
    return figures.multiply8Pj().value()
        + figures.add32Pj().value()
        + RESULT_REGISTER_BITS * figures.registerBitPj().value();
  }

  /** A product of 8 by 32 bits, and both its registers; a comparison is one in thousands. */
  private double checkPj() {
    return Integer.BYTES * figures.multiply8Pj().value()
        + figures.add32Pj().value()
        + 2 * Integer.SIZE * figures.registerBitPj().value();
  }

  /** A value is multiplied and added once; a table is a memory of 256 bytes (ours). */
  private double vectorPj(Activity.Vectors vectors) {
    double ofValue =
        figures.multiply8Pj().value()
            + figures.add32Pj().value()
            + Integer.SIZE * figures.registerBitPj().value();
    Activity.Traffic tables = new Activity.Traffic(vectors.tableReads(), 0);
    return vectors.values() * ofValue + buffer(tables, LookupTable.ENTRIES / KIB);
  }

  private double replicasPj(TripledColumns tripled) {
    return 2
        * tripled.replica(
            figures.multiply8Pj().value(),
            figures.add32Pj().value(),
            figures.registerBitPj().value());
  }

  private static double fileKiB(ArraySettings array) {
    return (array.rows() + array.columns()) * array.columns() / KIB;
  }

  private double buffer(Activity.Traffic traffic, double kib) {
    double root = Math.sqrt(kib / figures.bufferKiB().value());
    return root
        * (traffic.readBytes() * figures.bufferReadBytePj().value()
            + traffic.writtenBytes() * figures.bufferWriteBytePj().value());
  }
}
