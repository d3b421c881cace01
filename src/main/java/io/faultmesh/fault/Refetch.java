package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSite;

/**
 * A detected word that is read again from DRAM.
 *
 * @param site where it was detected
 * @param first number within site and layer of its first value
 * @param attempt of the draw that strikes the transfer, from 1: words of a higher attempt are read
 *     when those of a lower one are there
 */
public record Refetch(FaultSite site, int layer, long first, int values, int attempt) {}
