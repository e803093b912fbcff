package model

// EstimateTokens is a cautious guess at how many tokens a text is: models have
// their own counts, and newer tokenizers count more. ASCII runs at 3 characters
// a token, other letters at 0.7 tokens each.
func EstimateTokens(s string) int {
	ascii, other := 0, 0
	for _, r := range s {
		if r < 0x80 {
			ascii++
		} else {
			other++
		}
	}
	return (ascii+2)/3 + (other*7+9)/10
}
