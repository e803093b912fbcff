package desk

// WrongInput is ErrInvalid of which it is known what is wrong: a code, and what a sentence
// about it fills in. So it is said in the language of whoever reads it; Text says it in
// English.
type WrongInput struct {
	Code   string
	Values map[string]string
	Text   string
}

func (w *WrongInput) Error() string { return ErrInvalid.Error() + ": " + w.Text }

// Unwrap gives the kind.
func (w *WrongInput) Unwrap() error { return ErrInvalid }

// Wrong is *WrongInput; values are names and values by turns.
func Wrong(code, text string, values ...string) error {
	w := &WrongInput{Code: code, Text: text}
	for i := 0; i+1 < len(values); i += 2 {
		if w.Values == nil {
			w.Values = map[string]string{}
		}
		w.Values[values[i]] = values[i+1]
	}
	return w
}
