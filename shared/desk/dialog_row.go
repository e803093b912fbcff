package desk

// DialogRow is a dialog with what a list of dialogs shows beside it.
type DialogRow struct {
	Dialog   Dialog
	Customer Customer // the zero one was erased
	Last     Message  // the last that was said; the zero one: it is not known
}
