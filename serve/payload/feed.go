package payload

import (
	"errors"
	"strings"

	"github.com/mmcdole/gofeed"
)

// DecodeFeed takes an RSS, Atom or JSON feed as an object of its title, its
// items and what else a feed tells of itself.
func DecodeFeed(text string) (Object, error) {
	f, err := gofeed.NewParser().Parse(strings.NewReader(text))
	if errors.Is(err, gofeed.ErrFeedTypeNotDetected) {
		return Object{}, errNoFeed{}
	}
	if err != nil {
		return Object{}, err
	}
	items := f.Items
	if items == nil {
		items = []*gofeed.Item{}
	}
	v := map[string]any{
		"title": f.Title, "description": f.Description, "language": f.Language, "copyright": f.Copyright,
		"published": f.Published, "updated": f.Updated, "type": f.FeedType, "items": items,
		"author": nil, "categories": nil, "custom": nil,
	}
	if len(f.Authors) > 0 {
		v["author"] = f.Authors[0]
	}
	if f.Categories != nil {
		v["categories"] = f.Categories
	}
	if f.Custom != nil {
		v["custom"] = f.Custom
	}
	if f.Image != nil {
		v["img_url"] = f.Image.URL
	}
	return FromValue(v)
}

// errNoFeed is a body that is no feed.
type errNoFeed struct{}

// Error is in the reference gateway's words, capital letter and all: clients may
// have come to know them.
func (errNoFeed) Error() string { return "Failed to detect feed type" }
