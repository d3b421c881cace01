/**
 * One class for each command: its options, and the calls that it makes.
 *
 * <p>Example: {@code faultmesh cost scenario.yaml} is {@code CostCommand}.
 */
package io.faultmesh.cli.command;
