/**
 * What a run found, as records: every file, table and page shows these.
 *
 * <p>Example: {@code Json.write(summary)} is what {@code summary.json} holds.
 */
package io.faultmesh.report;
