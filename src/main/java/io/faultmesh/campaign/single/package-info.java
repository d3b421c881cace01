/**
 * Campaigns of inferences that meet one flipped bit each: populations, samples, counts, files. What
 * such an inference gives is the fast engine's business.
 */
package io.faultmesh.campaign.single;
