package dynamo

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// kind makes DynamoDB's errors the store's.
//
// desk.ErrInvalid means that the message or the call at hand can never be
// stored: a receiver then goes on without it. So only what its own data caused
// is that: an item, or all items of a partition, that grew too large. Whatever
// else DynamoDB finds invalid is a fault of ours, or of the table's: it is
// desk.ErrBusy, as everything that works once the stack is mended, and whoever
// asked asks again.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
func kind(err error) error {
	if err == nil || errors.Is(err, desk.ErrInvalid) || errors.Is(err, desk.ErrBusy) {
		return err
	}
	var (
		condition *types.ConditionalCheckFailedException
		cancelled *types.TransactionCanceledException
		conflict  *types.TransactionConflictException
		throttle  *types.ThrottlingException
		through   *types.ProvisionedThroughputExceededException
		full      *types.ItemCollectionSizeLimitExceededException
	)
	switch {
	case errors.As(err, &condition):
		old, err := metItem(condition.Item)
		if err != nil {
			return err
		}
		return &store.ConditionError{Failed: []store.Failure{{Op: 0, Old: old}}}
	case errors.As(err, &cancelled):
		return cancelledKind(cancelled)
	case errors.As(err, &conflict), errors.As(err, &throttle), errors.As(err, &through):
		return errAgain{err}
	case errors.As(err, &full), tooLarge(said(err)):
		return fmt.Errorf("%w: DynamoDB: %w", desk.ErrInvalid, err)
	}
	return fmt.Errorf("%w: DynamoDB: %w", desk.ErrBusy, err)
}

// cancelledKind looks at each operation's reason. An unmet condition is the
// answer, whatever else there is; a conflict or a throttle may pass.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
func cancelledKind(c *types.TransactionCanceledException) error {
	var failed []store.Failure
	var invalid error
	again := false
	for i, r := range c.CancellationReasons {
		code := aws.ToString(r.Code)
		switch {
		case code == "" || code == "None":
		case code == "ConditionalCheckFailed":
			old, err := metItem(r.Item)
			if err != nil {
				return err
			}
			failed = append(failed, store.Failure{Op: i, Old: old})
		case code == "TransactionConflict" || code == "ThrottlingError" || code == "ProvisionedThroughputExceeded":
			again = true
		case code == "ItemCollectionSizeLimitExceeded" || tooLarge(code, aws.ToString(r.Message)):
			invalid = fmt.Errorf("%w: DynamoDB: operation %d: %s", desk.ErrInvalid, i, code)
		}
	}
	switch {
	case len(failed) > 0:
		return &store.ConditionError{Failed: failed}
	case invalid != nil:
		return invalid
	case again:
		return errAgain{c}
	}
	return fmt.Errorf("%w: DynamoDB: %w", desk.ErrBusy, c)
}

// tooLarge says whether DynamoDB refused an item for its size, which it tells by
// words alone: "Item size has exceeded the maximum allowed size", and "Item size
// to update has …". What is too large as it is sent, store.Validate has refused
// before; this is for what an update made of an item.
func tooLarge(code, message string) bool {
	return (code == "ValidationException" || code == "ValidationError") &&
		strings.HasPrefix(message, "Item size") && strings.Contains(message, "exceeded the maximum allowed size")
}

// said is the code and the message of an error of the API's.
func said(err error) (code, message string) {
	var api interface {
		ErrorCode() string
		ErrorMessage() string
	}
	if errors.As(err, &api) {
		return api.ErrorCode(), api.ErrorMessage()
	}
	return "", ""
}
