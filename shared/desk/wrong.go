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
	return &WrongInput{Code: code, Text: text, Values: pairs(values)}
}

// pairs are names and values by turns, as a map; nil: there are none.
func pairs(values []string) map[string]string {
	var out map[string]string
	for i := 0; i+1 < len(values); i += 2 {
		if out == nil {
			out = map[string]string{}
		}
		out[values[i]] = values[i+1]
	}
	return out
}
