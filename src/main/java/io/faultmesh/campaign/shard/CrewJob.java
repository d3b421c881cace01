package io.faultmesh.campaign.shard;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What other processes must know to compute units of a run.
 *
 * @param scenario as resolved
 * @param folders where the scenario's files are looked up, in this order
 * @param inputs all files that are read
 * @param decisions what floating point has decided, by key
 * @param prepared SHA-256 of scales and scores
 * @param kept the first trials, which an earlier run has made
 * @param build of the program
 */
public record CrewJob(
    String scenario,
    List<Path> folders,
    List<Path> inputs,
    Map<String, byte[]> decisions,
    String prepared,
    int kept,
    String build) {}
