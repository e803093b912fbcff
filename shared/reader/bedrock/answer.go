package bedrock

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
)

// stop says what each stop reason means. A reason that is not here is taken as
// done: what counts is then whether the tool was called.
func stop(r types.StopReason) reader.Stop {
	switch r {
	case types.StopReasonMaxTokens:
		return reader.StopLength
	case types.StopReasonMalformedModelOutput, types.StopReasonMalformedToolUse:
		return reader.StopMalformed
	case types.StopReasonModelContextWindowExceeded:
		return reader.StopWindow
	case types.StopReasonGuardrailIntervened, types.StopReasonContentFiltered, "refusal":
		return reader.StopRefused
	}
	return reader.StopDone
}

// answer reads the blocks of an answer by their kind, wherever they stand: a
// block of reasoning may come first, and text may stand beside the tool call.
func answer(out *bedrockruntime.ConverseOutput, tool string) (reader.Answer, error) {
	a := reader.Answer{Stop: stop(out.StopReason), Usage: usage(out.Usage)}
	message, ok := out.Output.(*types.ConverseOutputMemberMessage)
	if !ok {
		return a, nil // no message: whoever reads the answer finds no tool call
	}
	var text []string
	for _, block := range message.Value.Content {
		switch b := block.(type) {
		case *types.ContentBlockMemberText:
			text = append(text, b.Value)
		case *types.ContentBlockMemberToolUse:
			if aws.ToString(b.Value.Name) != tool || b.Value.Input == nil {
				continue // a tool that we did not give is no answer
			}
			raw, err := b.Value.Input.MarshalSmithyDocument()
			if err != nil {
				return a, fmt.Errorf("%w: the tool's input can't be read: %w", desk.ErrBusy, err)
			}
			// Of several calls the fullest counts: the others begin, or say it again.
			if a.Input == nil || len(raw) > len(a.Input) {
				a.Input = raw
			}
		}
	}
	a.Text = strings.Join(text, "\n")
	return a, nil
}

func usage(u *types.TokenUsage) desk.Usage {
	if u == nil {
		return desk.Usage{}
	}
	return desk.Usage{
		InputTokens:      int(aws.ToInt32(u.InputTokens)),
		OutputTokens:     int(aws.ToInt32(u.OutputTokens)),
		CacheReadTokens:  int(aws.ToInt32(u.CacheReadInputTokens)),
		CacheWriteTokens: int(aws.ToInt32(u.CacheWriteInputTokens)),
	}
}
