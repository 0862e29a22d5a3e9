// Package directory is who is who: the AWS accounts, who owns them, and the
// people of the workspace.
package directory
