package knowledge

import (
	"strings"
	"testing"
)

// TestADraftAsksWithoutAGreeting_FB11: and the same question with and without one is one
// wording.
func TestADraftAsksWithoutAGreeting_FB11(t *testing.T) {
	got := drafted([]heard{{"Hi, do you have vegan bread?", "Yes.", 0}, {"Do you have vegan bread?", "On Fridays.", 1}})
	if got.Question != "Do you have vegan bread?" || len(got.Wordings) != 0 || got.Times != 2 || got.Answer != "On Fridays." {
		t.Errorf("got %+v, want one question without wordings, asked twice", got)
	}
}

// TestManyQuestionsBeforeALongAnswer_FB11: what is said after many questions is read
// once, not once a question: as many bytes are made for a hundred as for one.
func TestManyQuestionsBeforeALongAnswer_FB11(t *testing.T) {
	answer := Said{"agent", strings.Repeat("It costs ten euros and takes a day. ", 3000)}
	made := func(questions int) float64 {
		call := []Said{{"customer", strings.Repeat("How much is it and when? ", questions)}, answer}
		return float64(testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				if got := len(questionsIn(call, 0, maxHeard)); got != questions {
					b.Fatalf("got %d questions, want %d", got, questions)
				}
			}
		}).AllocedBytesPerOp())
	}
	if one, many := made(1), made(100); many > 3*one {
		t.Errorf("a hundred questions make %.0f bytes, one %.0f", many, one)
	}
}

// TestQuestionsHaveABound: however many are asked, so many are looked at.
func TestQuestionsHaveABound(t *testing.T) {
	call := []Said{{"customer", strings.Repeat("How much is it and when? ", 100)}, {"agent", "Ten euros."}}
	got := questionsIn(call, 7, 5)
	if len(got) != 5 || got[4].answer != "Ten euros." || got[4].call != 7 {
		t.Errorf("got %+v", got)
	}
}
