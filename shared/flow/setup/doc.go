// Package setup is what an administrator sets up beyond storing it: messengers are
// told where to call, and what nothing needs any more is deleted.
package setup
