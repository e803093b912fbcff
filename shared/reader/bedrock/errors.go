package bedrock

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
)

// failed says what a failed call means. The vendor's own message is kept out of
// the error, since it may repeat what was sent; its code is in, and ours says
// what to do. Only a prompt that is too long is no error but a way to end.
//
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
func failed(err error, model string) (reader.Answer, error) {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return reader.Answer{}, lost(err)
	}
	code, said := api.ErrorCode(), strings.ToLower(api.ErrorMessage())
	invalid := func(do string) (reader.Answer, error) {
		return reader.Answer{}, fmt.Errorf("%w: bedrock answered %s for model %s: %s", desk.ErrInvalid, code, model, do)
	}
	switch code {
	case "AccessDeniedException":
		return invalid(denied(said))
	case "ResourceNotFoundException":
		if strings.Contains(said, "use case details") {
			return invalid("Anthropic wants to know once per account what its models are for: submit the use case details in the Bedrock console's model catalog, and try again a quarter of an hour later")
		}
		return invalid("there is no such model or profile in this region: check the model id, the profile and the region")
	case "ValidationException":
		switch {
		case strings.Contains(said, "on-demand throughput"):
			return invalid("this model is called through an inference profile only: set the profile to global, us, eu or your region's")
		case strings.Contains(said, "model identifier"):
			return invalid("there is no such model id: check it, and the profile before it")
		case strings.Contains(said, "too long"), strings.Contains(said, "context window"), strings.Contains(said, "maximum context"), strings.Contains(said, "too many input tokens"):
			return reader.Answer{Stop: reader.StopWindow}, nil
		case strings.Contains(said, "temperature"), strings.Contains(said, "top_p"):
			return invalid("this model takes no temperature: leave it out")
		case strings.Contains(said, "thinking"), strings.Contains(said, "tool_choice"), strings.Contains(said, "toolchoice"):
			return invalid("this model does not think, or call a tool, as the settings say: change thinking, or ask for the tool instead of forcing it")
		}
		return invalid("it does not take this request: check the reader's settings against the model's card" + request(err))
	case "UnrecognizedClientException", "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "InvalidClientTokenId":
		return invalid("check the credentials")
	}
	return unknown(err, code, model)
}

// unknown tells by the HTTP status what a code that is not listed means; among
// them, all 429 and 5xx: ThrottlingException, ModelNotReadyException,
// ModelTimeoutException, InternalServerException, ServiceUnavailableException.
func unknown(err error, code, model string) (reader.Answer, error) {
	status := 0
	var res *smithyhttp.ResponseError
	if errors.As(err, &res) {
		status = res.HTTPStatusCode()
	}
	switch {
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusFailedDependency,
		code == "ServiceQuotaExceededException", code == "ThrottlingException", code == "ExpiredTokenException", status == 0:
		return reader.Answer{}, fmt.Errorf("%w: bedrock answered %s for model %s", desk.ErrBusy, code, model)
	}
	return reader.Answer{}, fmt.Errorf("%w: bedrock answered %s for model %s%s", desk.ErrInvalid, code, model, request(err))
}

// lost is a call without an answer: a time-out, a broken connection, an answer
// that is no JSON. It may work later.
func lost(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%w: the call of bedrock was given up: %w", desk.ErrBusy, context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: bedrock did not answer in time: %w", desk.ErrBusy, context.DeadlineExceeded)
	}
	var params smithy.InvalidParamsError
	if errors.As(err, &params) {
		return fmt.Errorf("%w: the call of bedrock is not complete: %w", desk.ErrInvalid, params)
	}
	return fmt.Errorf("%w: no answer of bedrock: %w", desk.ErrBusy, err)
}

// request is the request's id, for the vendor's support.
func request(err error) string {
	var res interface{ ServiceRequestID() string }
	if errors.As(err, &res) && res.ServiceRequestID() != "" {
		return " (request " + res.ServiceRequestID() + ")"
	}
	return ""
}
