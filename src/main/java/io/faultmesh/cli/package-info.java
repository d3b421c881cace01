/**
 * The command line: it turns arguments into calls and errors into exit codes, nothing else.
 *
 * <p>Example: {@code Faultmesh.execute(false, "run", "scenario.yaml")} gives the exit code of a
 * run.
 */
package io.faultmesh.cli;
