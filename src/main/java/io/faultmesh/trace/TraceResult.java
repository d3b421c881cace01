package io.faultmesh.trace;

import io.faultmesh.scenario.Ber;

/**
 * What a recorded run measured of one design at one rate; null for what it did not measure.
 *
 * @param accuracy mean over the trials
 */
public record TraceResult(
    String design,
    Ber ber,
    Double accuracy,
    Long flips,
    Long cyclesPerImage,
    Long dramBytesPerImage) {}
