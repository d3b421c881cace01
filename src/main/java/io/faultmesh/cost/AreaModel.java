package io.faultmesh.cost;

import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.PositionTable;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The area of designs on an accelerator. The frame gives the area of whole parts; the cells only
 * say how an element falls into columns, so theirs are scaled until an element takes what the frame
 * says.
 */
public final class AreaModel {
  private static final int RESULT_BITS = 8;
  private static final int BYTE_BITS = 8;

  /** Register files and position tables are double: one fills while the other is read. */
  private static final int PING_PONG = 2;

  /** What stochastic elements take of the area of binary ones: uSystolic-Sim's synthesis, 32 nm. */
  private static final double STOCHASTIC_ELEMENT = 595 / 1449.0;

  private final Technology technology;
  private final AcceleratorSettings accelerator;
  private final boolean bareShifts;

  /**
   * A model.
   *
   * @param bareShifts whether the accelerator without protection requantises by shifts
   */
  public AreaModel(Technology technology, AcceleratorSettings accelerator, boolean bareShifts) {
    this.technology = technology;
    this.accelerator = accelerator;
    this.bareShifts = bareShifts;
  }

  /** The scenario's array and buffers, without protection and without a dot-product unit. */
  public Area bare() {
    return new Area(bare(accelerator.array(), bareShifts));
  }

  private double element(ArraySettings array) {
    double binary = technology.frame().processingElementUm2().value();
    return array.stream() == null ? binary : STOCHASTIC_ELEMENT * binary;
  }

  private List<Area.Part> bare(ArraySettings array, boolean shifts) {
    AcceleratorSettings.Cache cache = accelerator.cache();
    int kib = cache.inputKiB() + cache.outputKiB() + cache.weightKiB();
    List<Area.Part> parts = new ArrayList<>();
    parts.add(part("array", elements(array) * element(array)));
    parts.add(part("output stage", array.columns() * technology.outputStage().um2(shifts)));
    parts.add(part("buffers", kib * technology.frame().bufferKiBUm2().value()));
    return parts;
  }

  /** A design on its own array. */
  public Area of(Protection design) {
    List<Area.Part> parts = bare(design.built(), design.network().requantisesByShifts());
    TripledColumns tripled = new TripledColumns(design.columns().lowest());
    int elements = elements(design.built());
    parts.add(part("array replicas", elements * replicas(tripled, elementScale())));
    parts.add(part("array voters", elements * voters(tripled.votedBits())));
    parts.add(part("result voters", design.built().columns() * resultVoters(design)));
    parts.addAll(design.checksSums() ? sumChecks(design) : List.of());
    if (design.region() != null) {
      parts.add(part("hardened elements", hardened(design)));
    }
    if (design.latch() != null) {
      parts.add(part("shadow latches", elements * elementScale() * latches(design)));
    }
    parts.addAll(unitNeurons(design) > 0 ? unit(design) : List.of());
    double gate = elementScale() * technology.cells().gateUm2().value();
    parts.addAll(new GuardCost(technology, accelerator).parts(design, fileBit(), gate));
    return new Area(parts);
  }

  /** The scenario's array with all columns of every element tripled, for comparison. */
  public Area fullTripling() {
    List<Area.Part> parts = bare(accelerator.array(), bareShifts);
    TripledColumns all = new TripledColumns(0);
    int elements = elements(accelerator.array());
    parts.add(part("array replicas", elements * replicas(all, elementScale())));
    parts.add(part("array voters", elements * voters(all.votedBits())));
    return new Area(parts);
  }

  /** A lane falls into columns as a processing element does; results leave one per group. */
  private List<Area.Part> unit(Protection design) {
    int lanes = design.dppu().multipliers();
    TripledColumns tripled = new TripledColumns(design.unitColumns().lowest());
    int bits = Math.max(design.unitColumns().votedBits(), design.columns().votedBits());
    List<Area.Part> parts = new ArrayList<>();
    parts.add(part("DPPU", lanes * technology.frame().laneUm2().value()));
    parts.add(part("DPPU replicas", lanes * replicas(tripled, laneScale())));
    parts.add(part("DPPU voters", lanes * voters(tripled.votedBits())));
    parts.add(part("DPPU result voters", lanes / design.dppu().group() * replicatedBits(bits)));
    parts.add(part("DPPU register files", registerFileBits(design) * fileBit()));
    parts.add(part("position tables", positionBits(design) * fileBit()));
    return parts;
  }

  /**
   * Elements behind the array, whose multipliers take 8 and 32 bits, and whose product registers
   * have 32; an adder for the sums of inputs at each row; for each row and column an accumulator
   * and a comparator, taken as an adder.
   */
  private List<Area.Part> sumChecks(Protection design) {
    Technology.Cells cells = technology.cells();
    ArraySettings array = design.built();
    double register = Integer.SIZE * cells.registerBitUm2().value();
    double adder = cells.adder32Um2().value();
    double element =
        Integer.BYTES * cells.multiplier8Um2().value()
            + adder
            + Byte.SIZE * cells.registerBitUm2().value()
            + 3 * register;
    int elements = array.rows() + array.columns();
    double compared = 2 * adder + register;
    double logic = elements * compared + array.rows() * adder;
    return List.of(
        part("checksum elements", elements * elementScale() * element),
        part("checksum logic", elementScale() * logic));
  }

  private static Area.Part part(String name, double um2) {
    return new Area.Part(name, um2);
  }

  /** A register, a comparison and its part of the tree that joins these, for each bit. */
  private double latches(Protection design) {
    Technology.Cells cells = technology.cells();
    double bit = cells.registerBitUm2().value() + 2 * cells.gateUm2().value();
    return design.latch().bits() * bit;
  }

  /** What hardened elements take beyond ordinary ones. */
  private double hardened(Protection design) {
    int rows = design.built().rows();
    int number = design.region().elements(rows, design.built().columns());
    double one = element(design.built());
    return number * (design.region().size() - 1) * one;
  }

  private static int elements(ArraySettings array) {
    return array.rows() * array.columns();
  }

  private double cellsUm2() {
    Technology.Cells cells = technology.cells();
    return cells.multiplier8Um2().value()
        + cells.adder32Um2().value()
        + TripledColumns.REGISTER_BITS * cells.registerBitUm2().value();
  }

  private double elementScale() {
    return technology.frame().processingElementUm2().value() / cellsUm2();
  }

  private double laneScale() {
    return technology.frame().laneUm2().value() / cellsUm2();
  }

  private double replicas(TripledColumns tripled, double scale) {
    Technology.Cells cells = technology.cells();
    double one =
        tripled.replica(
            cells.multiplier8Um2().value(),
            cells.adder32Um2().value(),
            cells.registerBitUm2().value());
    return 2 * scale * one;
  }

  private double voters(int bits) {
    return bits * elementScale() * technology.cells().majorityBitUm2().value();
  }

  /** Per column of the array: bits voted one by one, and whole results of three passes. */
  private double resultVoters(Protection design) {
    boolean repeats = design.layers().stream().anyMatch(l -> !l.repeatedChannels().isEmpty());
    return replicatedBits(design.columns().votedBits()) + (repeats ? voters(RESULT_BITS) : 0);
  }

  /** Two more registers for each bit of a result, and its majority gate. */
  private double replicatedBits(int bits) {
    double registers = 2 * elementScale() * technology.cells().registerBitUm2().value();
    return bits * registers + voters(bits);
  }

  /** A window of C operands for each row and column; none if the unit reads DRAM itself. */
  private static long registerFileBits(Protection design) {
    ArraySettings array = design.built();
    long operands = (long) (array.rows() + array.columns()) * array.columns();
    return design.dppu().reuse() ? PING_PONG * operands * BYTE_BITS : 0;
  }

  /** Neurons of a fold that the unit must have room for; 0 if the design has no use for it. */
  private static int unitNeurons(Protection design) {
    boolean comesUp = design.repairs() || design.recomputesResults();
    int repaired = comesUp ? design.dppu().capacity(design.built().columns()) : 0;
    return Math.max(repaired, UnitLoad.most(design));
  }

  /** An element's number for each neuron of the fullest fold. */
  private static long positionBits(Protection design) {
    return (long) PING_PONG * unitNeurons(design) * PositionTable.bits(design.built());
  }

  private double fileBit() {
    return technology.frame().registerFileBitUm2().value();
  }
}
