package dynamo

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Query reads a page of a partition.
func (e *Engine) Query(ctx context.Context, q store.Query) (store.Found, error) {
	x, err := store.ValidateQuery(q)
	if err != nil {
		return store.Found{}, err
	}
	in := e.queryInput(x, q)
	var found store.Found
	err = e.tried(ctx, func() error {
		out, err := e.Client.Query(ctx, in)
		if err != nil {
			return err
		}
		found = store.Found{}
		err = eachItem(out.Items, func(it store.Item) { found.Items = append(found.Items, it) })
		if err == nil && len(out.LastEvaluatedKey) > 0 {
			found.Next, err = itemFrom(out.LastEvaluatedKey)
		}
		return err
	})
	return found, err
}

func (e *Engine) queryInput(x store.Index, q store.Query) *dynamodb.QueryInput {
	var ex expression
	cond := ex.name(x.PK) + " = " + ex.value(q.PK)
	switch {
	case q.Prefix != "":
		cond += " AND begins_with(" + ex.name(x.SK) + ", " + ex.value(q.Prefix) + ")"
	case q.From != nil && q.To != nil:
		cond += " AND " + ex.name(x.SK) + " BETWEEN " + ex.value(q.From) + " AND " + ex.value(q.To)
	case q.From != nil:
		cond += " AND " + ex.name(x.SK) + " >= " + ex.value(q.From)
	case q.To != nil:
		cond += " AND " + ex.name(x.SK) + " <= " + ex.value(q.To)
	}
	in := &dynamodb.QueryInput{
		TableName: &e.Name, KeyConditionExpression: &cond, ScanIndexForward: aws.Bool(!q.Desc),
		ExpressionAttributeNames: ex.names, ExpressionAttributeValues: ex.values, ConsistentRead: &q.Strong,
	}
	if x.Name != "" {
		in.IndexName = &x.Name
	}
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(q.Limit))
	}
	if q.After != nil {
		in.ExclusiveStartKey = itemTo(q.After)
	}
	return in
}

func keyTo(k store.Key) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: k.PK}, "sk": &types.AttributeValueMemberS{Value: k.SK},
	}
}

func itemTo(it store.Item) map[string]types.AttributeValue {
	out := make(map[string]types.AttributeValue, len(it))
	for name, v := range it {
		out[name] = valueTo(v)
	}
	return out
}

// valueTo converts what store.Validate let through.
func valueTo(v any) types.AttributeValue {
	switch v := v.(type) {
	case string:
		return &types.AttributeValueMemberS{Value: v}
	case int64:
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(v, 10)}
	case bool:
		return &types.AttributeValueMemberBOOL{Value: v}
	case []byte:
		return &types.AttributeValueMemberB{Value: v}
	}
	return &types.AttributeValueMemberNULL{Value: true}
}

// metItem is the item that an unmet condition met, nil if there was none.
func metItem(av map[string]types.AttributeValue) (store.Item, error) {
	if len(av) == 0 {
		return nil, nil
	}
	return itemFrom(av)
}

// itemFrom converts what the table holds. What the store never wrote is no
// mistake of whoever asked: desk.ErrBusy.
func itemFrom(av map[string]types.AttributeValue) (store.Item, error) {
	it := make(store.Item, len(av))
	for name, v := range av {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			it[name] = v.Value
		case *types.AttributeValueMemberBOOL:
			it[name] = v.Value
		case *types.AttributeValueMemberB:
			it[name] = v.Value
		case *types.AttributeValueMemberN:
			n, err := strconv.ParseInt(v.Value, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("%w: attribute %s is no whole number", desk.ErrBusy, name)
			}
			it[name] = n
		default:
			return nil, fmt.Errorf("%w: attribute %s is of a type that the store does not write", desk.ErrBusy, name)
		}
	}
	return it, nil
}
