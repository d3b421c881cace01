package io.faultmesh.machine.result;

/** What is measured in cycles. */
public enum Latency {
  FOLD,
  NEURON,
  DRAM,
  VOTE,
  IMAGE
}
