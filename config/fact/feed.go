package fact

// FeedItems is the field of a decoded feed that holds the list of its entries.
const FeedItems = "items"

// FeedFields returns the fields that the encoding rss makes of every feed, in
// the order of their names. img_url is there where the feed has an image.
func FeedFields() []string {
	return []string{
		"author", "categories", "copyright", "custom", "description", "img_url", FeedItems, "language",
		"published", "title", "type", "updated",
	}
}
