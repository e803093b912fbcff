package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sufler/sufler/shared/desk"
)

// Inbox is the bucket's folder into which people put recordings.
type Inbox struct{ Bucket }

// inbox is how its objects' names begin.
const inbox = "recordings/in/"

// Found implements knowledge.Inbox: one look, so a thousand at most. S3 shows an object
// when all of it is there. What ends with a slash is how S3's own pages show a folder.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
func (b Inbox) Found(ctx context.Context) (found []desk.Found, err error) {
	got, err := b.Client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &b.Bucket.Bucket, Prefix: aws.String(inbox)})
	if err != nil {
		return nil, fmt.Errorf("%w: look into the folder of recordings: %w", desk.ErrBusy, err)
	}
	for _, o := range got.Contents {
		key := strings.TrimPrefix(aws.ToString(o.Key), inbox)
		if key == "" || strings.HasSuffix(key, "/") {
			continue
		}
		found = append(found, desk.Found{Key: key, Mark: aws.ToString(o.ETag), Size: aws.ToInt64(o.Size)})
	}
	return found, nil
}

// CopyFound implements knowledge.Inbox: S3 copies the very object that was found.
func (b Inbox) CopyFound(ctx context.Context, f desk.Found, key string) error {
	from := strings.ReplaceAll((&url.URL{Path: b.Bucket.Bucket + "/" + inbox + f.Key}).EscapedPath(), "+", "%2B") // S3 reads a plus as a space
	_, err := b.Client.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: &b.Bucket.Bucket, Key: &key, CopySource: &from, CopySourceIfMatch: &f.Mark,
	})
	var answer *awshttp.ResponseError
	switch {
	case errors.As(err, &answer) && (answer.HTTPStatusCode() == http.StatusNotFound || answer.HTTPStatusCode() == http.StatusPreconditionFailed):
		return desk.ErrNotFound
	case err != nil:
		return fmt.Errorf("%w: copy a recording: %w", desk.ErrBusy, err)
	}
	return nil
}

// RemoveFound implements knowledge.Inbox. That it is another by now is looked at just
// before; [M] a delete's own condition is not relied on.
func (b Inbox) RemoveFound(ctx context.Context, f desk.Found) error {
	key := inbox + f.Key
	have, err := b.Client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.Bucket.Bucket, Key: &key})
	switch {
	case gone(err):
		return nil
	case err != nil:
		return fmt.Errorf("%w: look at a recording: %w", desk.ErrBusy, err)
	case aws.ToString(have.ETag) != f.Mark:
		return nil
	}
	return b.Remove(ctx, key)
}
