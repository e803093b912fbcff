// Package erasure takes people away, with everything that came of their dialogs:
// because somebody asked for it, or because it was kept long enough.
package erasure
