/** Loads pictures and videos again that could not be loaded while the network or the server was away. */
export function loadAgain(): void {
  for (const picture of document.images) {
    const { src } = picture;
    if (src !== "" && picture.complete && picture.naturalWidth === 0) picture.src = src;
  }
  for (const video of document.querySelectorAll("video")) if (video.error) video.load();
}
