/**
 * Campaigns of inferences that meet one flipped bit each: populations, samples, counts, files. What
 * such an inference gives is the fast engine's business.
 *
 * <p>Example: {@code SingleFaults.run(scenario, folder, options).findings()} counts what became of
 * each.
 */
package io.faultmesh.campaign.single;
