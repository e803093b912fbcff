package dynamo

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

const allOld = types.ReturnValuesOnConditionCheckFailureAllOld

// Write does all operations or none.
func (e *Engine) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	if err := store.Validate(ops); err != nil {
		return nil, err
	}
	if ops[0].Loose {
		for part := range slices.Chunk(ops, maxBatchWrite) {
			if err := e.loose(ctx, part); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	var now store.Item
	err := e.tried(ctx, func() (err error) {
		if len(ops) > 1 || ops[0].Do == store.DoCheck {
			return e.transact(ctx, ops)
		}
		now, err = e.single(ctx, ops[0])
		return err
	})
	return now, err
}

func (e *Engine) single(ctx context.Context, op store.Op) (store.Item, error) {
	x := newExpression(op)
	switch op.Do {
	case store.DoPut:
		_, err := e.Client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: &e.Name, Item: itemTo(op.Item), ConditionExpression: x.condition,
			ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values, ReturnValuesOnConditionCheckFailure: allOld,
		})
		return nil, err
	case store.DoDelete:
		_, err := e.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: &e.Name, Key: keyTo(op.Key), ConditionExpression: x.condition,
			ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values, ReturnValuesOnConditionCheckFailure: allOld,
		})
		return nil, err
	}
	out, err := e.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &e.Name, Key: keyTo(op.Key), UpdateExpression: x.update, ConditionExpression: x.condition,
		ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values,
		ReturnValues: types.ReturnValueAllNew, ReturnValuesOnConditionCheckFailure: allOld,
	})
	if err != nil {
		return nil, err
	}
	return itemFrom(out.Attributes)
}

// maxBatchWrite is how many items one BatchWriteItem takes.
const maxBatchWrite = 25

// loose does operations each for itself, until none is left undone.
func (e *Engine) loose(ctx context.Context, ops []store.Op) error {
	var ask []types.WriteRequest
	for _, op := range ops {
		if op.Do == store.DoPut {
			ask = append(ask, types.WriteRequest{PutRequest: &types.PutRequest{Item: itemTo(op.Item)}})
		} else {
			ask = append(ask, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: keyTo(op.Key)}})
		}
	}
	for try := 0; ; {
		var got *dynamodb.BatchWriteItemOutput
		err := e.tried(ctx, func() (err error) {
			got, err = e.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{e.Name: ask}})
			return err
		})
		if err != nil {
			return err
		}
		left := got.UnprocessedItems[e.Name]
		switch {
		case len(left) == 0:
			return nil
		case len(left) < len(ask):
			try = 0 // it goes forward
		default:
			try++
		}
		if try == maxTries {
			return fmt.Errorf("%w: DynamoDB leaves %d writes undone", desk.ErrBusy, len(left))
		}
		ask = left
		if err := e.wait(ctx, try); err != nil {
			return err
		}
	}
}

func (e *Engine) transact(ctx context.Context, ops []store.Op) error {
	in := &dynamodb.TransactWriteItemsInput{}
	for _, op := range ops {
		x := newExpression(op)
		var t types.TransactWriteItem
		switch op.Do {
		case store.DoPut:
			t.Put = &types.Put{
				TableName: &e.Name, Item: itemTo(op.Item), ConditionExpression: x.condition,
				ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values, ReturnValuesOnConditionCheckFailure: allOld,
			}
		case store.DoUpdate:
			t.Update = &types.Update{
				TableName: &e.Name, Key: keyTo(op.Key), UpdateExpression: x.update, ConditionExpression: x.condition,
				ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values, ReturnValuesOnConditionCheckFailure: allOld,
			}
		case store.DoDelete:
			t.Delete = &types.Delete{
				TableName: &e.Name, Key: keyTo(op.Key), ConditionExpression: x.condition,
				ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values, ReturnValuesOnConditionCheckFailure: allOld,
			}
		case store.DoCheck:
			t.ConditionCheck = &types.ConditionCheck{
				TableName: &e.Name, Key: keyTo(op.Key), ConditionExpression: x.condition,
				ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values, ReturnValuesOnConditionCheckFailure: allOld,
			}
		}
		in.TransactItems = append(in.TransactItems, t)
	}
	// The token makes the SDK's repeats of this call one transaction. One that
	// was cancelled is another when it is tried again.
	token := crand.Text()
	in.ClientRequestToken = &token
	_, err := e.Client.TransactWriteItems(ctx, in)
	return err
}

// expression is an operation in DynamoDB's words. Every name and every value
// goes by a placeholder: many words are reserved.
type expression struct {
	condition, update *string
	names             map[string]string
	values            map[string]types.AttributeValue
}

func newExpression(op store.Op) expression {
	x := expression{}
	var conds []string
	for _, c := range op.If {
		switch c.Test {
		case store.IsThere:
			conds = append(conds, "attribute_exists("+x.name(c.Attr)+")")
		case store.IsMissing:
			conds = append(conds, "attribute_not_exists("+x.name(c.Attr)+")")
		default:
			conds = append(conds, x.name(c.Attr)+" "+string(c.Test)+" "+x.value(c.Value))
		}
	}
	if len(conds) > 0 {
		s := strings.Join(conds, " AND ")
		x.condition = &s
	}
	if op.Do == store.DoUpdate {
		s := x.updates(op)
		x.update = &s
	}
	return x
}

func (x *expression) updates(op store.Op) string {
	var set, add, remove []string
	for _, name := range slices.Sorted(maps.Keys(op.Set)) {
		set = append(set, x.name(name)+" = "+x.value(op.Set[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(op.Add)) {
		add = append(add, x.name(name)+" "+x.value(op.Add[name]))
	}
	for _, name := range op.Remove {
		remove = append(remove, x.name(name))
	}
	var parts []string
	for _, p := range []struct {
		word string
		of   []string
	}{{"SET ", set}, {"ADD ", add}, {"REMOVE ", remove}} {
		if len(p.of) > 0 {
			parts = append(parts, p.word+strings.Join(p.of, ", "))
		}
	}
	return strings.Join(parts, " ")
}

// name is the placeholder of an attribute's name.
func (x *expression) name(attr string) string {
	for placeholder, a := range x.names {
		if a == attr {
			return placeholder
		}
	}
	if x.names == nil {
		x.names = map[string]string{}
	}
	placeholder := fmt.Sprintf("#n%d", len(x.names))
	x.names[placeholder] = attr
	return placeholder
}

// value is the placeholder of a value.
func (x *expression) value(v any) string {
	if x.values == nil {
		x.values = map[string]types.AttributeValue{}
	}
	placeholder := fmt.Sprintf(":v%d", len(x.values))
	x.values[placeholder] = valueTo(v)
	return placeholder
}
