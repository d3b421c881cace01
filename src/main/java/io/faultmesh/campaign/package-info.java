/**
 * What a run measures: accuracy over images, rates and trials in either engine, cycles on the
 * machine, the float network for comparison; what of it goes into a trace and into the summary.
 * Example: {@code new AccuracyCampaign(scenario, options, prepared, designs, origin,
 * false).plan()}.
 */
package io.faultmesh.campaign;
