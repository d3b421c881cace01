/** The command line: it turns arguments into calls and errors into exit codes, nothing else. */
package io.faultmesh.cli;
